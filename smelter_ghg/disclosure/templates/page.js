/* Draws the charts. Without it the page is complete but for them. */
"use strict";

(function () {
  var OPTIONS = { displayModeBar: false, staticPlot: true, responsive: true };

  /* Plotly drops links to the page itself when it is opened as a file, so the figure id also travels as a style property. */
  function restoreLinks(plot) {
    plot.querySelectorAll("svg a").forEach(function (link) {
      var id = link.style.getPropertyValue("--figure").trim();
      if (id) {
        link.setAttribute("href", "#" + id);
        link.setAttribute("data-figure", id);
        link.setAttribute("target", "_self");
      }
    });
  }

  function draw() {
    if (!window.Plotly) {
      return;
    }
    document.querySelectorAll("script[data-chart]").forEach(function (script) {
      var plot = document.getElementById(script.getAttribute("data-chart"));
      var spec = JSON.parse(script.textContent);
      plot.style.height = plot.getAttribute("data-height") + "px";
      window.Plotly.newPlot(plot, spec.data, spec.layout, OPTIONS).then(function () {
        restoreLinks(plot);
        plot.on("plotly_afterplot", function () {
          restoreLinks(plot);
        });
      });
    });
  }

  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (part) {
      part.open = true;
    });
    document.querySelectorAll(".js-plotly-plot").forEach(function (plot) {
      window.Plotly.relayout(plot, { width: 660 });
    });
  });
  window.addEventListener("afterprint", function () {
    document.querySelectorAll(".js-plotly-plot").forEach(function (plot) {
      window.Plotly.relayout(plot, { width: null, autosize: true });
    });
  });

  draw();
})();
