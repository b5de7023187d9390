// The figures again every so many seconds, without keeping an empty chair logged in.
const place = () => document.getElementById("figures");
const every = Number(place().dataset.live) * 1000;

async function refresh() {
  if (document.hidden || place().contains(document.activeElement)) return;
  let answer;
  try {
    answer = await fetch(location.href, { headers: { "X-Background": "1", Accept: "text/html" }, credentials: "same-origin" });
  } catch {
    return; // the network comes back, or the next page says so
  }
  if (answer.redirected) {
    location.assign("/login");
    return;
  }
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("figures");
  if (!fresh) return;
  const open = [...place().querySelectorAll("details")].map((one) => one.open);
  [...fresh.querySelectorAll("details")].forEach((one, index) => { one.open = open[index] ?? false; });
  place().replaceWith(document.adoptNode(fresh));
}

setInterval(refresh, every);
