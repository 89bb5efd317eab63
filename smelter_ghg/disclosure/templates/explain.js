/* Opens the explanation of a figure at the foot of the window, from the data the page carries. The address behind the
   # sign names the figure, so links, the browser's way back and addresses from elsewhere all open it. */
"use strict";

(function () {
  var holder = document.getElementById("explanations");
  var panel = document.getElementById("explanation");
  if (!holder || !panel) {
    return;
  }
  var told = JSON.parse(holder.textContent || "{}");
  if (!told.figures) {
    return;
  }
  var FIGURE = /^f[0-9a-f]{12}$/;
  var trail = [];
  var opener = null;
  var made = 0;

  function text(at) {
    return told.strings[at];
  }

  function known(id) {
    return FIGURE.test(id) && Object.prototype.hasOwnProperty.call(told.figures, id);
  }

  /* An element with a class and children; text only ever becomes a text node. */
  function el(tag, name, children) {
    var element = document.createElement(tag);
    if (name) {
      element.className = name;
    }
    (children || []).forEach(function (child) {
      if (child !== null && child !== undefined && child !== "") {
        element.append(child);
      }
    });
    return element;
  }

  function label(at) {
    return el("bdi", "label", [text(at)]);
  }

  /* A number with seven digits, or all before the point; `at` says where the data holds it. */
  function number(value, at) {
    var digits = Math.abs(value) >= 1e6 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 7 };
    var shown = el("span", "v", [value.toLocaleString("en-US", digits).replace("-", "\u2212")]);
    shown.setAttribute("data-at", at);
    return shown;
  }

  function quantity(value, at, unit) {
    return el("span", "quantity", [number(value, at), unit === undefined ? "" : " ", unit === undefined ? "" : label(unit)]);
  }

  function link(id) {
    var figure = told.figures[id];
    var anchor = el("a", "n", [figure.text]);
    anchor.href = "#" + id;
    anchor.setAttribute("data-figure", id);
    return el("span", "figure", [
      figure.word === undefined ? "" : el("span", "q", [text(figure.word)]),
      figure.word === undefined ? "" : " ",
      anchor,
      figure.unit === undefined ? "" : " ",
      figure.unit === undefined ? "" : label(figure.unit),
    ]);
  }

  /* An equation with its symbols in italics and what stands behind an underscore below the line. */
  function equation(at) {
    var shown = el("bdi", "label equation", []);
    text(at).split(/([A-Za-z]+(?:_[A-Za-z0-9,]+)?)/).forEach(function (piece, position) {
      var parts = piece.split("_");
      shown.append(position % 2 ? el("i", "", [parts[0]]) : piece, parts.length > 1 && position % 2 ? el("sub", "", [parts[1]]) : "");
    });
    return shown;
  }

  /* A button that opens what is below it; what is below is made when it is first opened. */
  function fold(head, fill) {
    var item = el("li", "branch");
    var below = el("div", "below");
    var button = el("button", "", head);
    below.id = "explained-" + made++;
    below.hidden = true;
    button.type = "button";
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-controls", below.id);
    button.addEventListener("click", function () {
      if (fill) {
        fill(below);
        fill = null;
      }
      below.hidden = !below.hidden;
      button.setAttribute("aria-expanded", String(!below.hidden));
    });
    item.append(button, below);
    return item;
  }

  function line(name, children) {
    return el("p", "told", [name ? el("span", "what", [name]) : "", name ? " " : ""].concat(children));
  }

  function joined(texts) {
    var parts = [];
    texts.forEach(function (at, position) {
      parts.push(position ? " · " : "", label(at));
    });
    return parts;
  }

  /* Findings by their numbers, each a link to its row in the page's table of findings. */
  function findings(numbers) {
    var parts = [];
    (numbers || []).forEach(function (number, position) {
      var one = told.findings[number];
      var anchor = el("a", "", ["†", label(one.letter)]);
      anchor.href = "#" + text(one.place);
      parts.push(position ? "; " : "", anchor, " ", label(one.said));
    });
    return parts;
  }

  function times(node, at) {
    return node.times === undefined ? [] : [" × ", number(node.times, at + "/times")];
  }

  function table(heads, rows) {
    var head = el("tr", "", heads.map(function (name) { var th = el("th", "", name); th.scope = "col"; return th; }));
    var body = rows.map(function (cells) { return el("tr", "", cells.map(function (cell) { return el("td", "", [cell]); })); });
    var box = el("div", "scroll", [el("table", "rows", [el("thead", "", [head]), el("tbody", "", body)])]);
    box.tabIndex = 0;
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", "Rows");
    return box;
  }

  var SHOW = {
    source: function (node, at) {
      var head = [label(node.label), " "];
      if (node.co2e !== undefined) {
        head.push(el("span", "sum", [number(node.co2e, at + "/co2e"), " t CO₂e"]));
      }
      return fold(head, function (below) {
        below.append(list(node.nodes));
      });
    },

    group: function (node, at) {
      var head = [label(node.label), " ", el("span", "sum", [number(node.kg, at + "/kg"), " kg ", label(node.gas)])];
      if (node.co2e !== undefined) {
        head.push(el("span", "sum", [" = ", number(node.co2e, at + "/co2e"), " t CO₂e"]));
      }
      return fold(head, function (below) {
        var method = told.nodes[node.equation];
        below.append(line("", joined([node.days].concat(node.about || [])).concat([" · ", number(node.count, at + "/count"), node.count === 1 ? " row" : " rows"])));
        below.append(el("p", "", [equation(method.expression)]));
        below.append(line("", [label(method.title), "; ", label(method.cited)]));
        below.append(el("ul", "arguments", node.arguments.map(function (one, position) {
          return argument(one, at + "/arguments/" + position);
        })));
        if (node.potential !== undefined) {
          below.append(line("Times the potential of the gas:", []), list([node.potential]));
        }
        if (node.known_under !== undefined) {
          below.append(line("Known as CO₂e only; potentials of", [label(node.known_under)]));
        }
        if (node.rows) {
          below.append(el("ul", "tree", [fold(["Row by row"], function (box) { box.append(rows(node, at)); })]));
        }
      });
    },

    cells: function (node, at) {
      var value;
      if (node.text !== undefined) {
        value = [label(node.text)];
      } else if (node.low === undefined) {
        value = [number(node.count, at + "/count"), " cells"];
      } else {
        value = [number(node.count, at + "/count"), " cells, ", number(node.low, at + "/low"), " to ", number(node.high, at + "/high")];
      }
      var head = ["As written: "].concat(value, node.unit === undefined ? [] : [" ", label(node.unit)], times(node, at));
      return fold(head, function (below) {
        below.append(line("", [label(node.place)]));
        (node.documents || []).forEach(function (one) { below.append(line("Document", [label(one)])); });
        if (node.findings) {
          below.append(line("Finding", findings(node.findings)));
        }
        (node.measured || []).forEach(function (one) { below.append(line("Measured on", [label(one)])); });
        if (node.cells) {
          below.append(table([["Row"], ["As written"]], node.cells.map(function (one) {
            return [el("span", "label", [String(one[0])]), el("bdi", "label", [one[1]])];
          })));
        }
      });
    },

    shared: function (node, at) {
      return fold(["Share of what is used together with others: ", number(node.share, at + "/share")], function (below) {
        below.append(list(node.nodes), line("The share", []), list(node.by));
      });
    },

    factor: function (node, at) {
      return fold([label(node.label), ": ", quantity(node.value, at + "/value", node.unit)], function (below) {
        below.append(line("", [label(node.cited)]), line("Standing", [label(node.standing)]), line("Named", [label(node.id)]));
        if (node.note !== undefined) {
          below.append(line("Note", [label(node.note)]));
        }
      });
    },

    interval: function (node, at) {
      return fold([label(node.label)], function (below) {
        if (node.of !== undefined) {
          below.append(line("Of", [label(told.figures[node.of].label), " ", link(node.of)]));
        }
        if (node.draws !== undefined) {
          below.append(line("", [number(node.draws, at + "/draws"), " draws, seed ", label(node.seed)]));
        }
        if (node.exact !== undefined) {
          below.append(line("", [number(node.exact, at + "/exact"), " % of the emissions rest on no input with a stated range and are taken as exact."]));
        }
        if (node.drivers) {
          below.append(line("The errors behind it, the widest first:", []), list(node.drivers));
        }
      });
    },

    driver: function (node, at) {
      var half = ["± ", number(node.half, at + "/half"), " ", node.unit === undefined ? "" : label(node.unit), " by itself, ", number(node.share, at + "/share"), " % of the variance"];
      return fold([label(node.label), ": "].concat(half), function (below) {
        below.append(line("Named", [label(node.named)]));
        if (node.shared !== undefined) {
          below.append(line("", [label(node.shared)]));
        }
        if (node.nodes) {
          below.append(list(node.nodes));
        }
      });
    },

    energy: function (node, at) {
      var head = [label(node.label), " ", el("span", "sum", [number(node.mwh, at + "/mwh"), " MWh = ", number(node.gj, at + "/gj"), " GJ"])];
      return fold(head, function (below) {
        below.append(line("", joined([node.days].concat(node.about || []))), el("p", "", [el("bdi", "label equation", [text(node.expression)])]), list(node.nodes));
      });
    },
  };

  function argument(node, at) {
    var value;
    if (node.value !== undefined) {
      value = [number(node.value, at + "/value")];
    } else {
      value = [number(node.low, at + "/low"), " to ", number(node.high, at + "/high")];
      if (node.sum !== undefined) {
        value.push(", together ", number(node.sum, at + "/sum"));
      }
    }
    var item = el("li", "argument", [el("p", "told", [label(node.name), " = "].concat(value, [" ", label(node.unit)]))]);
    node.from.forEach(function (one, position) {
      if (one.standing !== undefined) {
        item.append(el("p", "told standing", [label(one.standing)]));
      }
      item.append(list(one.nodes));
      if (one.times !== undefined) {
        item.append(line("Converted", times(one, at + "/from/" + position)));
      }
    });
    return item;
  }

  function rows(node, at) {
    var heads = [["Days"]].concat(
      node.columns.map(function (one) {
        return [label(node.arguments[one].name), " ", label(node.arguments[one].unit)];
      }),
      [["kg ", label(node.gas)]]
    );
    return table(heads, node.rows.map(function (row, line) {
      return row.map(function (value, column) {
        return column === 0 ? label(value) : number(value, at + "/rows/" + line + "/" + column);
      });
    }));
  }

  function list(nodes) {
    return el("ul", "tree", nodes.map(function (at) {
      return SHOW[told.nodes[at].kind](told.nodes[at], "nodes/" + at);
    }));
  }

  function operands(figure) {
    return el("ul", "operands", figure.figures.map(function (id, position) {
      var sign = position ? [el("span", "sign", [text(figure.sign)]), " "] : [];
      return el("li", "", sign.concat([label(told.figures[id].label), " ", link(id)]));
    }));
  }

  function show(id) {
    var figure = told.figures[id];
    var heading = el("h2", "", [label(figure.label)]);
    var close = el("button", "close", ["×"]);
    heading.id = "explanation-of";
    heading.tabIndex = -1;
    close.type = "button";
    close.setAttribute("aria-label", "Close the explanation");
    close.addEventListener("click", shut);
    panel.replaceChildren(heading, close);
    if (trail.length > 1) {
      var back = el("button", "back", ["← ", label(told.figures[trail[trail.length - 2]].label)]);
      back.type = "button";
      back.addEventListener("click", function () { history.back(); });
      panel.append(back);
    }
    panel.append(el("p", "told", [figure.where === undefined ? "" : label(figure.where), figure.basis === undefined ? "" : " · ", figure.basis === undefined ? "" : label(figure.basis)]));
    panel.append(el("p", "made", [link(id), " = ", label(figure.how)]));
    if (figure.findings) {
      panel.append(line("Findings on the records it rests on:", findings(figure.findings)));
    }
    if (figure.page !== undefined) {
      var whole = el("a", "", ["The whole explanation"]);
      whole.href = figure.page + "#" + id;
      panel.append(el("p", "told", [whole]));
    } else if (figure.figures) {
      panel.append(operands(figure));
    } else if (figure.nodes) {
      var tree = list(figure.nodes);
      panel.append(tree);
      if (figure.nodes.length === 1) {
        tree.querySelector("button").click();
      }
    } else if (figure.items) {
      panel.append(el("ul", "items", figure.items.map(function (at) { return el("li", "", [label(at)]); })));
    }
    panel.append(el("p", "id", [el("code", "label", ["smelter-ghg explain --release . " + id])]));
    panel.hidden = false;
    panel.scrollTop = 0;
    heading.focus({ preventScroll: true });
  }

  function linkOf(id) {
    return [].filter.call(document.querySelectorAll('a[data-figure="' + id + '"]'), function (one) { return !panel.contains(one); })[0] || null;
  }

  function hide() {
    var first = trail[0];
    panel.hidden = true;
    panel.replaceChildren();
    trail = [];
    var back = opener && document.contains(opener) ? opener : first ? linkOf(first) : null;
    opener = null;
    if (back) {
      back.focus({ preventScroll: true });
    }
  }

  /* The address loses the figure without the page moving. */
  function shut() {
    history.pushState(null, "", "#");
    hide();
  }

  function unfold(place) {
    for (var part = place; part; part = part.parentElement) {
      if (part.tagName === "DETAILS") {
        part.open = true;
      }
    }
  }

  function follow() {
    var id = location.hash.slice(1);
    if (!known(id)) {
      if (!panel.hidden) {
        hide();
      }
      var place = id ? document.getElementById(id) : null;
      if (place) {
        unfold(place);
        place.scrollIntoView({ block: "nearest" });
        place.focus({ preventScroll: true });
      }
      return;
    }
    var seen = trail.indexOf(id);
    trail = seen >= 0 ? trail.slice(0, seen + 1) : trail.concat([id]);
    show(id);
  }

  function arrive() {
    var id = location.hash.slice(1);
    var place = known(id) ? linkOf(id) : null;
    if (place) {
      unfold(place);
      place.scrollIntoView({ block: "center" });
    }
    follow();
  }

  function among(step) {
    var shown = [].filter.call(panel.querySelectorAll("button, a"), function (one) { return one.getClientRects().length; });
    var next = shown[shown.indexOf(document.activeElement) + step];
    if (next) {
      next.focus();
    }
  }

  document.addEventListener("click", function (event) {
    var anchor = event.target.closest("a[data-figure]");
    if (anchor && !panel.contains(anchor)) {
      opener = anchor;
      trail = [];
      if (location.hash === "#" + anchor.getAttribute("data-figure")) {
        follow();
      }
    }
  });
  document.addEventListener("keydown", function (event) {
    if (panel.hidden) {
      return;
    }
    if (event.key === "Escape") {
      shut();
    } else if (panel.contains(document.activeElement)) {
      var expanded = document.activeElement.getAttribute("aria-expanded");
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        among(event.key === "ArrowDown" ? 1 : -1);
      } else if ((event.key === "ArrowRight" && expanded === "false") || (event.key === "ArrowLeft" && expanded === "true")) {
        event.preventDefault();
        document.activeElement.click();
      }
    }
  });
  window.addEventListener("hashchange", follow);
  arrive();
})();
