/** Plays a stream in a video or audio element. */
export function plays(stream: MediaStream | undefined, blocked: () => void = () => {}) {
  return (element: HTMLMediaElement) => {
    element.srcObject = stream ?? null;
    // Taken out of the page meanwhile, or the browser waits for a gesture.
    element.play().catch((error: unknown) => {
      if (error instanceof Error && error.name === 'NotAllowedError') blocked();
    });
    return () => (element.srcObject = null);
  };
}

/** Through the speaker that was chosen, where the browser lets choose. */
export function speaksThrough(speaker: string) {
  return (element: HTMLAudioElement) => {
    // A speaker that was pulled out: the system's takes over.
    if ('setSinkId' in element) void element.setSinkId(speaker).catch(() => {});
  };
}
