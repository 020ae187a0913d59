const TICK_MS = 100;
// A longer gap between two ticks means the device slept: nobody knows whether the hold was held.
const SLEPT_MS = 5000;
const stillness = matchMedia("(prefers-reduced-motion: reduce)");

function beep(note, pitch_hz, times) {
  if (note.isMuted || !note.audio) return;
  for (let count = 0; count < times; count += 1) {
    const start = note.audio.currentTime + count * 0.22;
    const [tone, volume] = [note.audio.createOscillator(), note.audio.createGain()];
    tone.frequency.value = pitch_hz;
    volume.gain.setValueAtTime(0.0001, start);
    volume.gain.exponentialRampToValueAtTime(0.18, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.16);
    tone.connect(volume).connect(note.audio.destination);
    tone.start(start);
    tone.stop(start + 0.18);
  }
}

// A phone that dims its screen in a hold is no help; a browser that refuses is no harm.
async function keepAwake(note, isWanted) {
  try {
    if (isWanted) note.lock ??= await navigator.wakeLock?.request("screen");
    else {
      await note.lock?.release();
      note.lock = null;
    }
  } catch {
    note.lock = null;
  }
}

export default function ({ parentElement, data, setStateValue }) {
  const note = noteOf(parentElement, data, setStateValue);
  const find = (selector) => parentElement.querySelector(selector);
  const [timer, start, stop, reset, sound] = [".timer", ".start", ".stop", ".reset", ".sound"].map(find);
  const [message, ring, pips] = [".message", ".ring", ".pips"].map(find);
  const { hold_s, rest_s, repetitions } = data;
  const lengthOf = (phase) => (phase === "hold" ? hold_s : rest_s) * 1000;

  const paint = () => {
    const { phase, isRunning, left_ms, value: completed } = note;
    const isTimed = phase === "hold" || phase === "rest";
    const shown_s = Math.ceil((isTimed ? left_ms : hold_s * 1000) / 1000);
    const ringLeft_ms = stillness.matches ? shown_s * 1000 : left_ms;
    const share = isTimed ? 1 - ringLeft_ms / Math.max(lengthOf(phase), 1) : Number(phase === "done");
    const words = { ready: "Ready", rest: completed ? "Rest" : "Get ready", hold: "Hold", done: "Done" };
    timer.dataset.phase = phase;
    find(".phase").textContent = isTimed && !isRunning ? "Paused" : words[phase];
    find(".seconds").textContent = phase === "done" ? "0" : String(shown_s);
    ring.style.strokeDashoffset = String(100 - 100 * share);
    ring.style.visibility = share > 0 ? "visible" : "hidden";
    find(".count").textContent = `${completed} of ${repetitions} holds done, ${hold_s} seconds each`;
    [...pips.children].forEach((pip, index) => pip.classList.toggle("done", index < completed));
    start.textContent = isRunning ? "Pause" : phase === "ready" ? "Start" : "Go on";
    start.disabled = phase === "done";
    stop.disabled = !isRunning;
    sound.textContent = note.isMuted ? "Sound off" : "Sound on";
  };

  const enter = (phase) => {
    note.phase = phase;
    note.left_ms = lengthOf(phase);
    note.isHalfSaid = false;
    if (phase !== "hold") return;
    say(message, `Hold ${note.value + 1} of ${repetitions}: start.`);
    beep(note, 880, 1);
  };

  const complete = () => {
    note.send(note.value + 1);
    const isLast = note.value >= repetitions;
    beep(note, 523, isLast ? 3 : 2);
    say(message, isLast ? `All ${repetitions} holds done. Well held.` : `Hold ${note.value} done. Rest.`);
    enter(isLast ? "done" : "rest");
    if (isLast) halt();
  };

  const halt = () => {
    clearInterval(note.ticking);
    note.isRunning = false;
    keepAwake(note, false);
  };

  const tick = () => {
    const now = performance.now();
    const passed_ms = now - note.at;
    note.at = now;
    if (passed_ms > SLEPT_MS) {
      halt();
      say(message, "Paused: the device was asleep.");
    } else {
      note.left_ms -= passed_ms;
      if (note.phase === "hold" && !note.isHalfSaid && note.left_ms <= (hold_s * 1000) / 2 && hold_s >= 4) {
        note.isHalfSaid = true;
        say(message, "Halfway.");
      }
      if (note.left_ms <= 0 && note.phase === "hold") complete();
      else if (note.left_ms <= 0) enter("hold");
    }
    note.paint();
  };

  const run = () => {
    note.audio ??= window.AudioContext ? new AudioContext() : null;
    note.audio?.resume();
    if (note.phase === "ready") {
      enter("rest");
      say(message, "Get ready.");
    }
    note.isRunning = true;
    note.at = performance.now();
    note.ticking = setInterval(() => note.tick(), TICK_MS);
    keepAwake(note, true);
  };

  start.onclick = () => {
    if (note.isRunning) {
      halt();
      say(message, "Paused.");
    } else run();
    paint();
  };

  stop.onclick = () => {
    halt();
    enter("rest");
    say(message, `Stopped after ${note.value} of ${repetitions}. Ease out of it slowly.`);
    paint();
  };

  reset.onclick = () => {
    halt();
    enter("ready");
    if (note.value) note.send(0);
    say(message, "Set back to the start.");
    paint();
  };

  sound.onclick = () => {
    note.isMuted = !note.isMuted;
    paint();
  };

  // A rerun calls this anew while a hold runs on: the running clock uses the newest functions.
  note.tick = tick;
  note.paint = paint;
  const plan = `${hold_s} ${repetitions} ${rest_s}`;
  if (note.plan !== plan) {
    halt();
    note.plan = plan;
    enter(note.value >= repetitions ? "done" : "ready");
    pips.replaceChildren();
  }
  while (pips.children.length < repetitions) pips.append(document.createElement("span"));
  find("#label").textContent = data.label;
  paint();
  return () => halt();
}
