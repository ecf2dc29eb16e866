import type { KeyValueStore } from '../browser/storage';
import type { ChosenDevices } from '../calls/media';

export type Theme = 'system' | 'light' | 'dark';

/** public/theme.js reads the theme from it before the first paint. */
const KEY = 'chatbox.settings';

/** What a person chose on this device. */
export class Settings {
  theme = $state<Theme>('system');
  sound = $state(true);
  notifications = $state(false);
  /** In calls one is muted, and heard while Space is held. */
  pushToTalk = $state(false);
  /** For calls; empty for what the system prefers. */
  devices = $state.raw<ChosenDevices & { speaker: string }>({ microphone: '', camera: '', speaker: '' });

  constructor(private readonly storage: KeyValueStore) {
    try {
      const { theme, sound, notifications, pushToTalk, devices } = JSON.parse(storage.getItem(KEY) ?? '{}');
      if (theme === 'light' || theme === 'dark') this.theme = theme;
      this.sound = sound !== false;
      this.notifications = notifications === true;
      this.pushToTalk = pushToTalk === true;
      const chosen = (kind: string) => (typeof devices?.[kind] === 'string' ? devices[kind] : '');
      this.devices = {
        microphone: chosen('microphone'),
        camera: chosen('camera'),
        speaker: chosen('speaker'),
      };
    } catch {
      // Nonsense in storage counts as nothing chosen.
    }
  }

  save(): void {
    const { theme, sound, notifications, pushToTalk, devices } = this;
    this.storage.setItem(KEY, JSON.stringify({ theme, sound, notifications, pushToTalk, devices }));
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }
}
