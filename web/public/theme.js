// Settings keep the choice; "system" and anything unknown leave it to the style sheet's media query.
try {
  const { theme } = JSON.parse(localStorage.getItem('chatbox.settings') ?? '{}');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden or hold nonsense: the system's theme is as good.
}
