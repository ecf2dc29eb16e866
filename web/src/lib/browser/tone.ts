let context: AudioContext | undefined;

/** Two short soft notes, made here, so there is no sound file to load. Silent until the person has touched the page once: browsers insist. */
export function playTone(): void {
  play([
    [587, 0],
    [784, 0.12],
  ]);
}

/** Somebody calls: the two notes there and back, twice. */
export function playRing(): void {
  play([
    [659, 0],
    [880, 0.18],
    [659, 0.36],
    [880, 0.54],
    [659, 1.1],
    [880, 1.28],
    [659, 1.46],
    [880, 1.64],
  ]);
}

/** It rings there. */
export function playRingback(): void {
  play([
    [440, 0],
    [440, 0.4],
  ]);
}

/** Frequency in hertz, and when, in seconds from now. */
function play(notes: readonly (readonly [number, number])[]): void {
  if (!navigator.userActivation?.hasBeenActive) return;
  context ??= new AudioContext();
  const start = context.currentTime;
  for (const [frequency, after] of notes) note(context, frequency, start + after);
}

function note(audio: AudioContext, frequency: number, at: number): void {
  const oscillator = audio.createOscillator();
  const gain = audio.createGain();
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(0.08, at + 0.01);
  gain.gain.exponentialRampToValueAtTime(0.001, at + 0.25);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(at);
  oscillator.stop(at + 0.26);
}
