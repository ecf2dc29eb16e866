/**
 * Keeps --viewport-height at what is visible above an on-screen keyboard. (Chromium resizes the page itself, as index.html asks for; Safari only
 * tells.)
 */
export function followViewport(): void {
  const viewport = window.visualViewport;
  if (!viewport) return;
  const follow = () => {
    document.documentElement.style.setProperty('--viewport-height', `${viewport.height}px`);
  };
  viewport.addEventListener('resize', follow);
  follow();
}
