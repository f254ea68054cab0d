// The guide at the side ticks itself off by what the phones show since this page was opened.
import { textOf } from "./phone.js";

const REMINDER = /^(履职提醒|待确认提醒)|前答复群众|还没有确认|已经超期|最晚\d+月/;

export class Guide {
  constructor(aside) {
    this.aside = aside;
    this.opened = null;
    this.number = "";
    this.done = new Set();
  }

  look(phones) {
    this.opened ??= new Map(phones.map((phone) => [phone, phone.last]));
    const said = (role, pattern) => phones
      .filter((phone) => phone.player.role === role)
      .flatMap((phone) => phone.items.filter((item) => item.by === "account" && item.id > (this.opened.get(phone) ?? 0)))
      .map((item) => pattern.exec(textOf(item))).find(Boolean);
    this.number ||= said("resident", /(?:编号 ?|№ ?)№? ?(\d+)/)?.[1] ?? "";
    if (!this.number) return this.draw();
    const about = (words) => new RegExp(`${this.number}[\\s\\S]*${words}|${words}[\\s\\S]*${this.number}`);
    this.done.add("told");
    if (said("deputy", new RegExp(this.number))) this.done.add("called");
    if (said("deputy", about("已确认收到"))) this.done.add("confirmed");
    if (said("resident", about("已确认收到"))) { this.done.add("answered"); this.done.add("confirmed"); }
    if (this.done.has("answered") && said("deputy", REMINDER)) this.done.add("reminded");
    return this.draw();
  }

  draw() {
    const steps = [...this.aside.querySelectorAll("[data-step]")];
    const next = steps.find((step) => !this.done.has(step.dataset.step));
    for (const step of steps) {
      step.classList.toggle("ticked", this.done.has(step.dataset.step));
      step.classList.toggle("now", step === next);
    }
    this.aside.querySelector(".done").hidden = Boolean(next);
  }
}
