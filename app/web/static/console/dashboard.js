// Draws every picture from the table that stands below it, so that the two can never say different things.
"use strict";

const COLOURS = ["#1f6feb", "#2da44e", "#d29922", "#8250df", "#57606a", "#cf222e"];
const MEANING = {
  "按时": "#2da44e", "超期": "#d29922", "严重超期": "#cf222e", "期限未到": "#afb8c1",
  "满意": "#2da44e", "基本满意": "#1f6feb", "不满意": "#cf222e", "还没分类": "#afb8c1",
};
const LYING = 8; // rows or letters of a name; more of them are only legible lying down
const TALL = 14; // rows; more of them need a higher picture

function read(figure) {
  const picture = figure.querySelector(".picture");
  const table = figure.querySelector("table");
  const head = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
  const rows = [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.textContent.trim()));
  const drawn = picture.dataset.drawn.split(",").filter(Boolean).map(Number);
  return { picture, kind: picture.dataset.chart, head, rows, drawn };
}

function common(names) {
  return {
    animation: false,
    color: COLOURS,
    textStyle: { fontSize: 14 },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, confine: true },
    legend: names.length > 1 ? { top: 0, type: "scroll" } : undefined,
    grid: { left: 8, right: 16, top: names.length > 1 ? 36 : 12, bottom: 8, containLabel: true },
  };
}

function bars({ head, rows, drawn, kind }, lying) {
  const names = drawn.map((column) => head[column]);
  const sums = rows.map((row) => drawn.reduce((sum, column) => sum + Number(row[column]), 0));
  const share = kind === "shares";
  const value = (row, at, column) => (share ? (sums[at] ? (100 * Number(row[column])) / sums[at] : 0) : Number(row[column]));
  const labels = { type: "category", data: rows.map((row) => row[0]), inverse: lying,
    axisLabel: lying ? { width: 150, overflow: "truncate", fontSize: 13 } : { fontSize: 13 } };
  const amounts = { type: "value", max: share ? 100 : undefined, axisLabel: { formatter: share ? "{value}%" : "{value}" }, minInterval: share ? undefined : 1 };
  const series = drawn.map((column, i) => ({
    name: names[i], type: "bar", itemStyle: MEANING[names[i]] ? { color: MEANING[names[i]] } : undefined, stack: drawn.length > 1 ? "all" : undefined, barMaxWidth: 34,
    data: rows.map((row, at) => Math.round(10 * value(row, at, column)) / 10),
  }));
  return { ...common(names), xAxis: lying ? amounts : labels, yAxis: lying ? labels : amounts, series };
}

function spots({ rows }) {
  const placed = rows.filter((row) => row[2] && row[3]);
  const most = Math.max(...placed.map((row) => Number(row[1])), 1);
  return {
    animation: false,
    color: COLOURS,
    tooltip: { confine: true, formatter: (point) => `${echarts.format.encodeHTML(point.data.name)}：${point.data.value[2]} 件` },
    grid: { left: 8, right: 40, top: 36, bottom: 8, containLabel: true },
    xAxis: { type: "value", name: "东经", scale: true, splitLine: { show: false } },
    yAxis: { type: "value", name: "北纬", scale: true, splitLine: { show: false } },
    series: [{
      type: "scatter",
      symbolSize: (value) => 8 + 32 * Math.sqrt(value[2] / most),
      itemStyle: { opacity: 0.55 },
      data: placed.map((row) => ({ name: row[0], value: [Number(row[2]), Number(row[3]), Number(row[1])] })),
    }],
  };
}

const charts = [];
for (const figure of document.querySelectorAll(".figure")) {
  if (!figure.querySelector("table")) continue;
  const data = read(figure);
  if (!data.kind) continue;
  const months = data.rows.every((row) => /^\d{4}-\d\d$/.test(row[0]));
  const lying = !months && (data.rows.length > LYING || data.rows.some((row) => row[0].length > LYING));
  if (data.kind === "spots" && !data.rows.some((row) => row[2] && row[3])) { data.picture.hidden = true; continue; }
  if ((lying && data.rows.length > TALL) || data.kind === "spots") data.picture.classList.add("tall");
  const chart = echarts.init(data.picture, null, { renderer: "canvas", devicePixelRatio: 2 });
  chart.setOption(data.kind === "spots" ? spots(data) : bars(data, lying));
  charts.push(chart);
  if (data.rows.length > TALL) figure.querySelector("details").open = false;
}
const fit = () => charts.forEach((chart) => chart.resize());
addEventListener("resize", fit);
const shut = [];
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll(".behind:not([open])")) { details.open = true; shut.push(details); }
  fit();
});
addEventListener("afterprint", () => { for (const details of shut.splice(0)) details.open = false; fit(); });
document.documentElement.dataset.drawn = String(charts.length);
