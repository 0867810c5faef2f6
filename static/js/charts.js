/* Draws what _partials/chart.html describes. The numbers come from the JSON beside the chart, the colours from the
   tokens, so that both themes and the table stay in step. Canvas and rich text only: nothing inline is made. */
(function () {
  "use strict";
  var drawn = [];
  var marks = ["circle", "rect", "triangle", "diamond", "roundRect", "pin"];
  var dashes = ["solid", "dashed", "dotted", [8, 3, 2, 3]];
  var order = ["primary", "accent", "info", "slum", "neutral", "success"];

  function token(name) {
    return getComputedStyle(document.documentElement).getPropertyValue("--p-" + name).trim();
  }

  function colour(tone) {
    return token({ poverty: "poverty-fill" }[tone] || tone) || token("primary");
  }

  function formatter(spec) {
    var digits = spec.decimals === undefined || spec.decimals === null ? 1 : spec.decimals;
    var numbers = new Intl.NumberFormat(document.documentElement.lang || "id", { maximumFractionDigits: digits });
    return function (value) {
      if (value === null || value === undefined || value === "" || Number.isNaN(Number(value))) {
        return "–";
      }
      return numbers.format(value) + (spec.unit ? " " + spec.unit : "");
    };
  }

  function number(cell) {
    return cell === null || cell === "" ? null : Number(cell);
  }

  function seriesOf(spec, index) {
    var tone = (spec.tones && spec.tones[index]) || order[index % order.length];
    var line = spec.type === "line";
    var series = {
      name: spec.columns[index + 1],
      type: line ? "line" : "bar",
      stack: spec.type === "stacked" ? "all" : undefined,
      data: spec.rows.map(function (row) { return number(row[index + 1]); }),
      color: colour(tone),
      connectNulls: false,
      barMaxWidth: 36,
      itemStyle: line ? {} : { borderRadius: spec.type === "stacked" ? 0 : [5, 5, 0, 0], borderColor: token("surface"), borderWidth: spec.type === "stacked" ? 1 : 0 },
      symbol: marks[index % marks.length],
      symbolSize: 9,
      lineStyle: line ? { width: 3, type: dashes[index % dashes.length] } : undefined,
    };
    if (index === 0 && spec.target) {
      series.markLine = {
        silent: true,
        symbol: "none",
        lineStyle: { color: token("ink-2"), type: "dashed", width: 1.5 },
        label: { formatter: spec.target.label, position: "insideEndTop", color: token("ink-2") },
        data: [{ yAxis: number(spec.target.value) }],
      };
    }
    return series;
  }

  function option(spec) {
    var say = formatter(spec);
    var ink = token("ink");
    var quiet = token("ink-2");
    var rule = token("line");
    var many = spec.columns.length > 2;
    return {
      animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
      textStyle: { fontFamily: "Plus Jakarta Sans, sans-serif", color: ink },
      grid: { left: 8, right: 16, top: many ? 48 : 28, bottom: 8, containLabel: true },
      legend: many ? { top: 0, left: 0, icon: spec.type === "line" ? undefined : "roundRect", textStyle: { color: ink, fontSize: 13 }, itemGap: 18 } : undefined,
      tooltip: {
        trigger: "axis",
        renderMode: "richText",
        confine: true,
        valueFormatter: say,
        backgroundColor: token("surface"),
        borderColor: rule,
        textStyle: { color: ink, fontFamily: "Plus Jakarta Sans, sans-serif" },
      },
      aria: { enabled: false },
      xAxis: { type: "category", data: spec.rows.map(function (row) { return row[0]; }), axisLine: { lineStyle: { color: token("line-strong") } }, axisTick: { show: false }, axisLabel: { color: quiet, hideOverlap: true } },
      yAxis: { type: "value", min: spec.min, max: spec.max, axisLabel: { color: quiet, formatter: function (value) { return formatter({ decimals: 2 })(value); } }, splitLine: { lineStyle: { color: rule } } },
      series: spec.columns.slice(1).map(function (name, index) { return seriesOf(spec, index); }),
    };
  }

  function draw(figure) {
    var data = document.getElementById(figure.dataset.chart);
    var box = figure.querySelector(".chart-canvas");
    if (!data || !box || box.dataset.drawn) {
      return;
    }
    box.dataset.drawn = "1";
    var spec = JSON.parse(data.textContent);
    var chart = window.echarts.init(box, null, { renderer: "canvas" });
    chart.setOption(option(spec));
    drawn.push({ chart: chart, spec: spec });
  }

  function drawAll() {
    document.querySelectorAll("[data-chart]").forEach(draw);
  }

  window.addEventListener("resize", function () {
    drawn.forEach(function (item) { item.chart.resize(); });
  });
  document.addEventListener("themechange", function () {
    drawn.forEach(function (item) { item.chart.setOption(option(item.spec), true); });
  });
  document.addEventListener("htmx:afterSettle", drawAll);
  if (document.fonts && document.fonts.ready) {
    document.fonts.ready.then(drawAll);
  } else {
    drawAll();
  }
})();
