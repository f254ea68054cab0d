// The simulator's page: starts three phones, polls what they show, and moves the clock.
import { call, say } from "./calls.js";
import { Phone } from "./phone.js";
import { Guide } from "./guide.js";

const POLL_MS = 800;
const phones = [];
const guide = new Guide(document.querySelector("#guide"));

async function start() {
  const { players, templates } = await call("/start");
  const stage = document.querySelector("#phones");
  if (!players.length) {
    stage.textContent = "还没有演示的县。请用 make run 启动，或先导入名册。";
    return;
  }
  stage.textContent = "";
  players.forEach((player, place) => {
    const phone = new Phone(player, templates, wake);
    phones.push(phone);
    stage.append(phone.seat);
    addTab(phone, place);
  });
  poll();
}

function addTab(phone, place) {
  const tab = document.createElement("button");
  tab.textContent = phone.roleName;
  tab.addEventListener("click", () => show(place));
  document.querySelector("#tabs").append(tab);
  phone.onNews = () => tab.classList.toggle("news", !phone.seat.classList.contains("shown"));
  if (place === 0) show(0);
}

function show(place) {
  phones.forEach((phone, at) => phone.seat.classList.toggle("shown", at === place));
  [...document.querySelector("#tabs").children].forEach((tab, at) => {
    tab.setAttribute("aria-selected", at === place);
    if (at === place) tab.classList.remove("news");
  });
}

let timer = 0;
async function poll() {
  clearTimeout(timer);
  try {
    const asked = phones.map((phone) => `${phone.player.openid}:${phone.last}`).join(",");
    const seen = await call(`/poll?phones=${encodeURIComponent(asked)}`);
    phones.forEach((phone) => phone.take(seen.phones[phone.player.openid] ?? []));
    document.querySelector("#now").textContent = seen.clock.now;
    document.querySelector("#next").textContent = seen.clock.next ? `下一次：${seen.clock.next}` : "";
    const choice = document.querySelector("#fault");
    if (!seen.faults.length && document.activeElement !== choice) choice.value = "";
    guide.look(phones);
  } catch (error) {
    say(error.message);
  }
  timer = setTimeout(poll, POLL_MS);
}

function wake() {
  clearTimeout(timer);
  timer = setTimeout(poll, 120);
}

document.querySelectorAll("[data-clock]").forEach((button) => {
  button.addEventListener("click", async () => {
    const openids = phones.map((phone) => phone.player.openid);
    try {
      await call("/clock", { ...JSON.parse(button.dataset.clock), phones: openids });
    } catch (error) {
      say(error.message);
    }
    wake();
  });
});

document.querySelector("#fault").addEventListener("change", async (event) => {
  await call("/faults", { kind: event.target.value }).catch((error) => say(error.message));
});

start().catch((error) => say(error.message));
