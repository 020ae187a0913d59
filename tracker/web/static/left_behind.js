// What waits for an account that is gone can never be sent, and its owner may delete it.
import { forget, leftBehind } from "/assets/queue.js";

const ID = "left-behind";

function told(gone, count) {
  const box = document.createElement("section"), words = document.createElement("p"), button = document.createElement("button");
  const [verb, them] = count === 1 ? ["A check-in waits", "it"] : [`${count} check-ins wait`, "them"];
  Object.assign(box, { id: ID, className: "note" });
  box.setAttribute("role", "status");
  words.textContent = `${verb} in this browser for an account that does not exist any more. Nobody can send ${them}.`;
  Object.assign(button, { type: "button", className: "plain danger", textContent: `Delete ${them} from this browser` });
  button.onclick = async () => {
    if (!window.confirm(`Delete ${them} for good? ${count === 1 ? "It is" : "They are"} in no record.`)) return;
    for (const account of gone) await forget(account);
    if (gone.includes(document.getElementById("check-in")?.dataset.account)) return window.location.reload();
    words.textContent = "Deleted.";
    button.remove();
  };
  box.append(words, button);
  return box;
}

export async function tell() {
  const waiting = await leftBehind().catch(() => []);
  document.getElementById(ID)?.remove();
  const count = waiting.reduce((sum, { count }) => sum + count, 0);
  if (count) document.querySelector("main").prepend(told(waiting.map(({ account }) => account), count));
}
