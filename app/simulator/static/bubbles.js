// One thing on a phone's screen as an element: bubble, picture, place, service card, or a grey line.
const LINK = /<a href="([^"]+)">([^<]+)<\/a>/g;
const PAUSE_MS = 5 * 60 * 1000;

export function bubble(item, before, open) {
  const found = [];
  if (!before || new Date(item.at) - new Date(before.at) > PAUSE_MS) found.push(element("p", "when", moment(item.at)));
  if (item.by === "wechat") return [...found, element("p", "system", item.content.text)];
  if (item.kind === "subscription") return [...found, card(item, open)];
  const row = element("div", `row ${item.by}`);
  row.append(element("span", "face", item.by === "me" ? "我" : "民"), inside(item, open));
  return [...found, row];
}

function inside(item, open) {
  if (item.kind === "image") {
    const picture = element("img", "picture");
    picture.alt = "照片";
    picture.src = `/simulator/api/media/${encodeURIComponent(item.content.media_id)}`;
    return picture;
  }
  if (item.kind === "location") {
    const place = element("div", "bubble place");
    place.append(element("b", "", item.content.label || "位置"), element("span", "map", "📍"));
    return place;
  }
  const box = element("div", "bubble");
  fill(box, item.content.text ?? "", open);
  return box;
}

// Text stays text; only the account's own links become buttons.
function fill(box, text, open) {
  let from = 0;
  for (const found of text.matchAll(LINK)) {
    box.append(text.slice(from, found.index));
    const link = element("button", "link", found[2]);
    link.type = "button";
    link.addEventListener("click", () => open(found[1]));
    box.append(link);
    from = found.index + found[0].length;
  }
  box.append(text.slice(from));
}

function card(item, open) {
  const box = element("article", "card");
  box.append(element("p", "card-from", "服务通知"), element("h3", "", item.content.title));
  const lines = element("dl", "");
  for (const line of item.content.lines) lines.append(element("dt", "", line.label), element("dd", "", line.value));
  box.append(lines);
  const token = /[?&](t=[^&]+)/.exec(item.content.page ?? "");
  if (token) {
    const go = element("button", "card-open", "进入小程序查看 ›");
    go.addEventListener("click", () => open(`/m/open?${token[1]}`));
    box.append(go);
  }
  return box;
}

function element(tag, name, text) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text !== undefined) made.textContent = text;
  return made;
}

function moment(at) {
  const zone = "Asia/Shanghai";
  return new Date(at).toLocaleString("zh-CN", { timeZone: zone, month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
}
