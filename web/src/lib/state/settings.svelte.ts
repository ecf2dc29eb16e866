import type { KeyValueStore } from '../browser/storage';

export type Theme = 'system' | 'light' | 'dark';

/** public/theme.js reads the theme from it before the first paint. */
const KEY = 'chatbox.settings';

/** What a person chose on this device. */
export class Settings {
  theme = $state<Theme>('system');
  sound = $state(true);
  notifications = $state(false);

  constructor(private readonly storage: KeyValueStore) {
    try {
      const { theme, sound, notifications } = JSON.parse(storage.getItem(KEY) ?? '{}');
      if (theme === 'light' || theme === 'dark') this.theme = theme;
      this.sound = sound !== false;
      this.notifications = notifications === true;
    } catch {
      // Nonsense in storage counts as nothing chosen.
    }
  }

  save(): void {
    const { theme, sound, notifications } = this;
    this.storage.setItem(KEY, JSON.stringify({ theme, sound, notifications }));
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }
}
