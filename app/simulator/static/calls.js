// Calls to the simulator's own API, and the line at the bottom that says what went wrong.
const API = "/simulator/api";

export async function call(path, fields) {
  const init = { headers: { "X-Simulator": "1" } };
  if (fields instanceof FormData) Object.assign(init, { method: "POST", body: fields });
  else if (fields) {
    Object.assign(init, { method: "POST", body: JSON.stringify(fields) });
    init.headers["Content-Type"] = "application/json";
  }
  let answer;
  try {
    answer = await fetch(API + path, init);
  } catch {
    throw new Error("连不上服务，正在再试…");
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.error || "没有办成，请再试一次。");
  return body;
}

let hiding = 0;
export function say(sentence) {
  const notice = document.querySelector("#notice");
  notice.textContent = sentence;
  notice.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => { notice.hidden = true; }, 4000);
}

// Ask for one thing out of a list that can be searched; resolves to it, or to null.
export function choose(title, search, line) {
  const dialog = document.querySelector("#dialog");
  const form = dialog.querySelector("form");
  form.innerHTML = `<h2></h2><input type="search" placeholder="按名字查找" aria-label="查找"><div class="options"></div><button class="cancel">取消</button>`;
  form.querySelector("h2").textContent = title;
  const options = form.querySelector(".options");
  return new Promise((resolve) => {
    const close = (value) => { resolve(value); dialog.close(); };
    let asked = 0;
    const list = async (words) => {
      const mine = ++asked;
      const found = await search(words).catch(() => []);
      if (mine !== asked) return;  // an answer to what was typed before
      options.replaceChildren(...found.map((one) => {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = line(one);
        button.addEventListener("click", () => close(one));
        return button;
      }));
      if (!found.length) options.textContent = "没有找到";
    };
    form.querySelector("input").addEventListener("input", (event) => list(event.target.value));
    dialog.onclose = () => resolve(null);
    list("");
    dialog.showModal();
  });
}

// Ask yes or no, as WeChat asks for subscriptions; resolves to true, false, or null when dismissed.
export function ask(title, lines) {
  const dialog = document.querySelector("#dialog");
  const form = dialog.querySelector("form");
  form.innerHTML = `<h2></h2><ul></ul><div class="two"><button value="no">拒绝</button><button value="yes" class="yes">允许</button></div>`;
  form.querySelector("h2").textContent = title;
  form.querySelector("ul").append(...lines.map((line) => {
    const item = document.createElement("li");
    item.textContent = line;
    return item;
  }));
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.onclose = () => resolve(dialog.returnValue ? dialog.returnValue === "yes" : null);
  });
}
