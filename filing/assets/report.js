"use strict";
// Draws the report from the JSON in #data. All text goes through esc(): names are data, never markup.
const D = JSON.parse(document.getElementById("data").textContent);
const W = D.words;
const MANY_PEOPLE = 400;
const MANY_ROWS = 300;
const state = { unit: -1, query: "" };

const esc = (value) => String(value).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const number = (value) => Number(value).toLocaleString("en-US");
const byId = (id) => document.getElementById(id);
const shown = (unit, ...texts) =>
  (state.unit < 0 || unit === state.unit) &&
  (!state.query || texts.some((text) => String(text).toLowerCase().includes(state.query)));

// -- lookups -----------------------------------------------------------------
const dutiesOf = D.people.map(() => D.days.map(() => []));
for (const duty of D.duties) dutiesOf[duty[0]][duty[1]].push(duty);
const coverOf = new Map(D.cover.rows);
const placeText = (at) => `${D.places[at][0]} ${D.places[at][1]}`;

function personShown(at) {
  const [no, name, , unit] = D.people[at];
  if (shown(unit, no, name)) return true;
  return state.query !== "" && dutiesOf[at].flat().some((duty) => shown(unit, placeText(duty[3])));
}

// -- page --------------------------------------------------------------------
function frame() {
  const links = ["summary", "grid", "cover", "hours", "map", "gaps", "findings"];
  const units = D.units.map((unit, at) => `<option value="${at}">${esc(unit[1])}</option>`).join("");
  const section = (id, body, page) =>
    `<section id="${id}"${page ? ' class="page"' : ""}><h2>${esc(W[id])}</h2>${body}</section>`;
  byId("page").innerHTML =
    `<header><h1>${esc(D.city)} ${esc(W.title)}</h1><p>${esc(D.week)}</p>` +
    (D.fictional ? `<div class="fictional">${esc(D.fictional)}</div>` : "") + "</header>" +
    `<nav>${links.map((id) => `<a href="#${id}">${esc(W[id])}</a>`).join("")}<span class="room"></span>` +
    `<select id="unit" aria-label="${esc(W.unit)}"><option value="-1">${esc(W.all)}</option>${units}</select>` +
    `<input id="query" type="search" placeholder="${esc(W.search)}" aria-label="${esc(W.search)}"></nav>` +
    section("summary", summary()) + section("parts", parts()) + section("waivers", waivers()) +
    (D.notices.length ? section("notices", `<ul>${D.notices.map((n) => `<li>${esc(n)}</li>`).join("")}</ul>`) : "") +
    section("grid", `${legend()}<div class="scroll" id="gridBody"></div>`, true) +
    section("cover", `<p class="help">${esc(W.coverHelp)}</p>${coverLegend()}<div class="scroll" id="coverBody"></div>`, true) +
    section("hours", `<p class="help">${esc(W.hoursHelp)}</p><div id="hoursBody"></div><p class="tip" id="hoursTip"></p>`, true) +
    section("map", `<div id="mapBody"></div>`, true) +
    section("gaps", `<div class="scroll" id="gapsBody"></div>`, true) +
    section("findings", `<div class="scroll" id="findingsBody"></div>`, true) +
    `<footer>${esc(W.offline)} SHA-256 ${esc(D.hash)}</footer>`;
}

function summary() {
  const card = ([label, value], at) =>
    `<div${at === 3 && value !== "0" ? ' class="alarm"' : ""}><span>${esc(label)}</span><b>${esc(value)}</b></div>`;
  return `<div class="cards">${D.facts.map(card).join("")}</div>`;
}

function parts() {
  if (!D.parts.length) return `<p>${esc(W.none)}</p>`;
  const most = Math.max(...D.parts.map((part) => part[3]), 1);
  return D.parts.map(([code, name, unit, cost]) =>
    `<div class="part"><span>${esc(code)} ${esc(name)}${unit ? ` <small>(${esc(unit)})</small>` : ""}</span>` +
    `<i style="width:${(100 * cost / most).toFixed(1)}%"></i><b>${number(cost)}</b></div>`).join("");
}

function waivers() {
  if (!D.waivers.length) return `<p>${esc(W.none)}</p>`;
  return `<ul>${D.waivers.map(([code, name, who, why, article]) =>
    `<li><b>${esc(code)} ${esc(name)}</b>: ${esc(who)}, ${esc(why)} <small>[${esc(article)}]</small></li>`).join("")}</ul>`;
}

// -- grid --------------------------------------------------------------------
function legend() {
  const used = new Set(D.duties.map((duty) => duty[2]));
  return `<div class="legend">${D.templates.map(([, name, hours, color], at) => used.has(at)
    ? `<span style="background:${color}"><b>${esc(name)}</b> ${esc(hours)}</span>` : "").join("")}` +
    `<span>${esc(W.lead)}</span></div>`;
}

function dayCell(at, day) {
  const duties = dutiesOf[at][day];
  if (!duties.length) {
    return D.people[at][8].includes(day) ? `<td class="day away">${esc(W.away)}</td>` : `<td class="day off">${esc(W.off)}</td>`;
  }
  const lines = duties.map(([, , template, place, crew, seat]) =>
    `<b>${esc(D.templates[template][1])}</b> ${esc(D.places[place][0])}#${crew}${seat === 2 ? "★" : ""}` +
    `<br><small>${esc(D.places[place][1])}</small>`);
  return `<td class="day" style="background:${D.templates[duties[0][2]][3]}">${lines.join("<br>")}</td>`;
}

function grid() {
  const head = [W.number, W.name, W.role].map((w) => `<th>${esc(w)}</th>`).join("") +
    D.days.map(([name, rest]) => `<th class="${rest ? "rest" : ""}">${esc(name)}</th>`).join("") +
    [W.duties, W.hour, W.nights, W.nights28].map((w) => `<th>${esc(w)}</th>`).join("");
  const rows = [];
  D.units.forEach(([, path], unit) => {
    const people = D.people.map((_, at) => at).filter((at) => D.people[at][3] === unit && personShown(at));
    if (people.length) rows.push(`<tr class="unit"><td colspan="14">${esc(path)} (${people.length} ${esc(W.people)})</td></tr>`);
    for (const at of people) {
      const [no, name, police, , duties, hours, nights, nights28] = D.people[at];
      rows.push(`<tr><td>${esc(no)}</td><td><b>${esc(name)}</b></td><td>${esc(police ? W.police : W.aux)}</td>` +
        D.days.map((_, day) => dayCell(at, day)).join("") +
        `<td>${duties}</td><td>${hours}</td><td>${nights}</td><td>${nights28}</td></tr>`);
    }
  });
  byId("gridBody").innerHTML = rows.length
    ? `<table class="grid"><thead><tr>${head}</tr></thead><tbody>${rows.join("")}</tbody></table>` : `<p>${esc(W.none)}</p>`;
}

// -- cover -------------------------------------------------------------------
const coverClass = (need, have) => have > need ? "extra" : have === need ? "met" : have > 0 ? "partly" : "empty";

function coverLegend() {
  return `<div class="legend">${["met", "partly", "empty", "extra"].map((k) => `<span class="${k}">${esc(W[k])}</span>`).join("")}</div>`;
}

function cover() {
  const columns = D.cover.columns;
  const first = columns.map(([day], at) => at === 0 || columns[at - 1][0] !== day);
  const days = D.days.map(([name, rest], day) => {
    const span = columns.filter((column) => column[0] === day).length;
    return `<th class="first${rest ? " rest" : ""}" colspan="${span}">${esc(name)}</th>`;
  });
  const bands = columns.map(([, name, hours], at) =>
    `<th class="${first[at] ? "first" : ""}" title="${esc(name)} ${esc(hours)}">${esc(hours.replace("-", "\n").split("\n")[0])}</th>`);
  const rows = [];
  for (const [place, cells] of D.cover.rows) {
    const [, , kind, unit] = D.places[place];
    if (!shown(unit, placeText(place), kind)) continue;
    const row = columns.map((_, at) => `<td class="${first[at] ? "first" : ""}"></td>`);
    for (const [at, need, have] of cells) {
      const title = `${W.needed} ${need}, ${W.present} ${have}: ${columns[at][1]} ${columns[at][2]}`;
      row[at] = `<td class="${coverClass(need, have)}${first[at] ? " first" : ""}" title="${esc(title)}">${have < need ? `−${need - have}` : have > need ? `+${have - need}` : ""}</td>`;
    }
    rows.push(`<tr><td class="text">${esc(placeText(place))}</td>${row.join("")}</tr>`);
  }
  byId("coverBody").innerHTML = rows.length
    ? `<table class="cover"><thead><tr><th class="text" rowspan="2">${esc(W.place)}</th>${days.join("")}</tr>` +
      `<tr>${bands.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table>` : `<p>${esc(W.none)}</p>`;
}

// -- hours -------------------------------------------------------------------
function bars(people, value, top, height, label) {
  const most = Math.max(...people.map((at) => D.people[at][value]), 1);
  const wide = 1340 / people.length;
  const body = { 0: "", 1: "" };
  people.forEach((at, i) => {
    const tall = height * D.people[at][value] / most;
    body[D.people[at][2]] += `M${(50 + i * wide).toFixed(2)} ${top + height}v${-tall.toFixed(2)}h${(wide * 0.86).toFixed(2)}V${top + height}z`;
  });
  const mean = people.reduce((sum, at) => sum + D.people[at][value], 0) / people.length;
  const y = top + height - height * mean / most;
  return `<path d="${body[1]}" fill="#2f4f7f"/><path d="${body[0]}" fill="#a9bfdb"/>` +
    `<path d="M50 ${top + height}h1340" stroke="#333"/>` +
    `<path d="M50 ${y.toFixed(1)}h1340" stroke="#c62f2f" stroke-dasharray="6 4"/>` +
    `<text x="1392" y="${(y + 5).toFixed(1)}" fill="#c62f2f">${esc(W.mean)} ${mean.toFixed(1)}</text>` +
    `<text x="44" y="${top + 12}" text-anchor="end">${most}</text><text x="44" y="${top + height}" text-anchor="end">0</text>` +
    `<text x="50" y="${top - 8}" font-weight="bold">${esc(label)}</text>`;
}

function hours() {
  const people = D.people.map((_, at) => at).filter(personShown);
  if (!people.length) { byId("hoursBody").innerHTML = `<p>${esc(W.none)}</p>`; return; }
  const order = (value) => [...people].sort((a, b) => D.people[b][value] - D.people[a][value] || a - b);
  const [byHours, byNights] = [order(5), order(7)];
  byId("hoursBody").innerHTML =
    `<svg class="bars" viewBox="0 0 1500 460" font-size="14">${bars(byHours, 5, 30, 190, W.hour)}${bars(byNights, 7, 270, 150, W.nights28)}` +
    `<rect x="60" y="438" width="14" height="14" fill="#2f4f7f"/><text x="80" y="450">${esc(W.police)}</text>` +
    `<rect x="160" y="438" width="14" height="14" fill="#a9bfdb"/><text x="180" y="450">${esc(W.aux)}</text></svg>`;
  byId("hoursBody").firstChild.onmousemove = (event) => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = (event.clientX - box.left) * 1500 / box.width;
    const list = (event.clientY - box.top) * 460 / box.height < 245 ? byHours : byNights;
    const at = list[Math.floor((x - 50) / 1340 * list.length)];
    const p = at === undefined ? null : D.people[at];
    byId("hoursTip").textContent = p ? `${p[0]} ${p[1]}: ${W.hour} ${p[5]}, ${W.nights} ${p[6]}, ${W.nights28} ${p[7]}` : "";
  };
}

// -- map ---------------------------------------------------------------------
function mark(at) {
  const [, , , unit, priority, x, y] = D.places[at];
  const cells = coverOf.get(at) || [];
  if (x === null || !cells.length || !shown(unit, placeText(at))) return "";
  const need = cells.reduce((sum, cell) => sum + cell[1], 0);
  const short = cells.reduce((sum, cell) => sum + Math.max(0, cell[1] - cell[2]), 0);
  const r = 9 + 2 * priority;
  const color = !short ? "#2f7d4f" : short < need ? "#e6962a" : "#c62f2f";
  const title = `<title>${esc(placeText(at))}: ${need - short}/${need}</title>`;
  const shape = short
    ? `<path d="M${x} ${y - r * 1.4}l${r * 1.4} ${r * 1.4}l${-r * 1.4} ${r * 1.4}l${-r * 1.4} ${-r * 1.4}z" fill="${color}" stroke="#000" stroke-width="4">${title}</path>`
    : `<circle cx="${x}" cy="${y}" r="${r}" fill="${color}" stroke="#fff" stroke-width="3">${title}</circle>`;
  return shape + (D.places.length <= 90 ? label(D.places[at][1], x, y, r) : "");
}

// The name stands right of its mark, or left of it where the map would cut it off.
function label(name, x, y, r) {
  const size = 24;
  const wide = [...name].reduce((sum, letter) => sum + (letter > "\u2e7f" ? size : size * 0.6), 0);
  const left = x + r + 5 + wide > D.map.width;
  return `<text x="${left ? x - r - 5 : x + r + 5}" y="${y + 8}" font-size="${size}" text-anchor="${left ? "end" : "start"}" ` +
    `stroke="#fff" stroke-width="5" paint-order="stroke">${esc(name)}</text>`;
}

function map() {
  const M = D.map;
  if (!M) { byId("mapBody").innerHTML = `<p>${esc(W.noMap)}</p>`; return; }
  const looks = [["#8f6b3d", 9], ["#b39a6c", 6], ["#c6c6c6", 4], ["#dedede", 2]];
  const roads = (M.roads || []).map((path, at) => `<path d="${path}" fill="none" stroke="${looks[at][0]}" stroke-width="${looks[at][1]}" stroke-linecap="round"/>`);
  const km = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50].filter((k) => k * M.km < M.width / 4).pop() || 0.1;
  const bar = `<path d="M40 ${M.height - 40}h${(km * M.km).toFixed(1)}" stroke="#000" stroke-width="6"/>` +
    `<text x="40" y="${M.height - 54}" font-size="30">${km} ${esc(W.km)}</text>`;
  byId("mapBody").innerHTML = `<p class="help">${esc(W.mapHelp)}${M.roads ? "" : ` ${esc(W.noRoads)}`}</p>` +
    `<svg class="map" viewBox="0 0 ${M.width} ${M.height}">${roads.reverse().join("")}` +
    `${D.places.map((_, at) => mark(at)).join("")}${bar}</svg>`;
}

// -- tables ------------------------------------------------------------------
function table(id, heads, rows) {
  const body = byId(id);
  const draw = (count) => {
    body.innerHTML = rows.length
      ? `<table><thead><tr>${heads.map((h) => `<th>${esc(h)}</th>`).join("")}</tr></thead><tbody>${rows.slice(0, count).join("")}</tbody></table>` +
        (rows.length > count ? `<button>${esc(W.more)} (${number(rows.length)})</button>` : "")
      : `<p>${esc(W.none)}</p>`;
    const button = body.querySelector("button");
    if (button) button.onclick = () => draw(rows.length);
  };
  draw(MANY_ROWS);
}

function gaps() {
  const rows = [];
  for (const [place, cells] of D.cover.rows) {
    const [, , , unit, priority] = D.places[place];
    if (!shown(unit, placeText(place))) continue;
    for (const [at, need, have] of cells) {
      if (have >= need) continue;
      const [day, band, hours] = D.cover.columns[at];
      rows.push([day, -priority, `<tr><td>${esc(D.days[day][0])}</td><td>${esc(band)} ${esc(hours)}</td>` +
        `<td class="text">${esc(D.units[unit][1])}</td><td class="text">${esc(placeText(place))}</td>` +
        `<td>${priority}</td><td>${need}</td><td>${have}</td><td><b>${need - have}</b></td></tr>`]);
    }
  }
  rows.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  table("gapsBody", [W.date, W.band, W.unit, W.place, W.priority, W.needed, W.present, W.missing], rows.map((row) => row[2]));
}

function findings() {
  const rows = D.findings
    .filter((row) => !state.query || row.join(" ").toLowerCase().includes(state.query))
    .map(([kind, word, rule, name, where, message, advice, cost]) =>
      `<tr><td class="${esc(kind)}">${esc(word)}</td><td>${esc(rule)}</td><td>${esc(name)}</td><td class="text">${esc(where)}</td>` +
      `<td class="text">${esc(message)}</td><td class="text">${esc(advice)}</td><td>${number(cost)}</td></tr>`);
  table("findingsBody", [W.severity, W.rule, W.ruleName, W.where, W.what, W.advice, W.cost], rows);
}

function draw() {
  grid(); cover(); hours(); map(); gaps(); findings();
}

frame();
if (D.people.length > MANY_PEOPLE) state.unit = D.people[0][3];
byId("unit").value = String(state.unit);
byId("unit").onchange = (event) => { state.unit = Number(event.target.value); draw(); };
byId("query").oninput = (event) => { state.query = event.target.value.trim().toLowerCase(); draw(); };
draw();
