// One phone: its chat, what can be typed, tapped and sent, and the page that opens inside it.
import { ask, call, choose, say } from "./calls.js";
import { bubble } from "./bubbles.js";

const ROLES = { resident: ["居民", "Resident"], deputy: ["代表", "Deputy"], staff: ["工作人员", "Staff"] };
const PHOTOS = [["lamp", "路灯"], ["rubbish", "垃圾"], ["road", "路面坑"]];
const TEMPLATES = { progress: "反映进度通知", new_issue: "群众反映提醒", reminder: "待确认提醒", duty: "履职提醒", digest: "情况摘要" };

export class Phone {
  constructor(player, templates, wake) {
    this.templates = templates;
    this.wake = wake;
    this.onNews = () => {};
    this.seat = document.querySelector("#phone").content.firstElementChild.cloneNode(true);
    this.chat = this.find(".chat");
    this.find(".input").addEventListener("submit", (event) => this.submit(event));
    this.find(".more").addEventListener("click", () => this.toggleDrawer());
    this.find(".switch").addEventListener("click", () => this.switchPerson());
    this.find(".back").addEventListener("click", () => { this.find(".web").hidden = true; });
    this.fillDrawer();
    this.become(player);
  }

  find(selector) { return this.seat.querySelector(selector); }
  get roleName() { return ROLES[this.player.role][0]; }

  become(player) {
    this.player = player;
    this.last = 0;
    this.items = [];
    this.first = true;
    this.chat.textContent = "";
    this.seat.dataset.role = player.role;
    this.find(".role").innerHTML = `${ROLES[player.role][0]} <small>${ROLES[player.role][1]}</small>`;
    this.find(".name").textContent = `${player.name} · ${player.about}`;
    this.find(".web").hidden = true;
    this.find(".chips").replaceChildren(...player.chips.map((words) => this.chip(words)));
  }

  chip(words) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words.length > 14 ? `${words.slice(0, 13)}…` : words;
    button.title = words;
    button.addEventListener("click", () => {
      if (words.endsWith(" ")) this.prefill(words + (this.number ? `${this.number} ` : ""));
      else if (words === "收到") this.write(this.number ? `收到 ${this.number}` : "收到");
      else this.write(words);
    });
    return button;
  }

  // The newest matter the account has named to this person.
  get number() {
    const told = this.items.filter((item) => item.by === "account").map(textOf).join("\n");
    const numbers = [...told.matchAll(/(?:№ ?|编号：)(\d+)/g)].map((found) => Number(found[1]));
    return numbers.length ? Math.max(...numbers) : "";
  }

  prefill(words) {
    const input = this.find(".input input");
    input.value = words;
    input.focus();
  }

  take(items) {
    const fresh = items.filter((item) => item.id > this.last);
    if (!fresh.length) { this.first = false; return; }
    for (const item of fresh) {
      this.items.push(item);
      this.chat.append(...bubble(item, this.items[this.items.length - 2], (url) => this.open(url)));
    }
    this.last = fresh[fresh.length - 1].id;
    this.toTheEnd();
    if (!this.first && fresh.some((item) => item.by !== "me")) this.onNews();
    this.first = false;
  }

  // Also once pictures have got their height.
  toTheEnd() {
    const scroll = () => { this.chat.scrollTop = this.chat.scrollHeight; };
    scroll();
    this.chat.querySelectorAll("img").forEach((picture) => { if (!picture.complete) picture.addEventListener("load", scroll); });
  }

  submit(event) {
    event.preventDefault();
    const input = this.find(".input input");
    const words = input.value.trim();
    input.value = "";
    if (words) this.write(words);
  }

  write(text) { return this.act("write", { text }); }

  async act(act, fields) {
    try {
      await call(`/phones/${this.player.openid}/${act}`, fields);
    } catch (error) {
      say(error.message);
    }
    this.wake();
  }

  open(url) {
    const address = new URL(url, location.href);
    this.find("iframe").src = address.pathname + address.search;
    this.find(".web").hidden = false;
  }

  toggleDrawer() {
    const drawer = this.find(".drawer");
    drawer.hidden = !drawer.hidden;
    this.find(".more").setAttribute("aria-expanded", !drawer.hidden);
  }

  fillDrawer() {
    const add = (label, icon, run) => {
      const button = document.createElement("button");
      button.type = "button";
      button.innerHTML = `<i>${icon}</i><span>${label}</span>`;
      button.addEventListener("click", () => { this.toggleDrawer(); run(); });
      this.find(".drawer").append(button);
    };
    for (const [name, label] of PHOTOS) {
      add(label, `<img src="/simulator/static/photos/${name}.jpg" alt="">`, () => this.act(`photo?sample=${name}`, {}));
    }
    add("相册", "图", () => this.upload());
    add("位置", "位", () => this.sendPlace());
    add("扫网格码", "码", () => this.scan());
    add("订阅消息", "订", () => this.subscribe());
    add("我的页面", "我", () => this.openMine());
  }

  upload() {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = "image/jpeg,image/png";
    input.addEventListener("change", () => {
      const form = new FormData();
      form.append("photo", input.files[0]);
      this.act("photo", form);
    });
    input.click();
  }

  chooseGrid(title) {
    return choose(title, (words) => call(`/grids?q=${encodeURIComponent(words)}`), (grid) => `${grid.township} ${grid.name}`);
  }

  async sendPlace() {
    const grid = await this.chooseGrid("发送哪里的位置？");
    if (grid) this.act("location", { latitude: grid.latitude, longitude: grid.longitude, label: grid.name });
  }

  async scan() {
    const grid = await this.chooseGrid("扫哪个网格的码？");
    if (grid) this.act("enter", { session_from: `grid=${grid.code}` });
  }

  async subscribe() {
    const wanted = this.player.role === "resident" ? "one_time" : "long_term";
    const asked = Object.entries(this.templates).filter(([, [, kind]]) => kind === wanted);
    const allowed = await ask("西峡民声 申请发送以下消息", asked.map(([name]) => TEMPLATES[name] ?? name));
    if (allowed === null) return;
    this.act("choose", { choices: Object.fromEntries(asked.map(([, [id]]) => [id, allowed ? "accept" : "reject"])) });
  }

  async openMine() {
    try {
      this.open((await call(`/phones/${this.player.openid}/page/${this.player.role}`)).url);
    } catch (error) {
      say(error.message);
    }
  }

  async switchPerson() {
    const { role } = this.player;
    const search = (words) => call(`/people?role=${role}&q=${encodeURIComponent(words)}`);
    const found = await choose(`换成哪位${this.roleName}？`, search, (one) => `${one.name}　${one.about}`);
    if (!found) return;
    this.become(await call("/people", { role, openid: found.openid }));
    this.wake();
  }
}

export function textOf(item) {
  const { title, lines } = item.content;
  if (item.kind === "subscription") return [title, ...lines.map((line) => `${line.label}：${line.value}`)].join("\n");
  return item.content.text ?? "";
}
