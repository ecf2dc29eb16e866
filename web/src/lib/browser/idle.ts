/** What is not needed now: when the page has nothing to do, a few seconds from now at the latest. (Safari has no requestIdleCallback yet.) */
export function whenIdle(run: () => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(run, { timeout: 5_000 });
  else setTimeout(run, 1_000);
}
