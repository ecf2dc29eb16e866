/** localStorage as far as it is needed, and as a map where the browser forbids it: then a reload forgets, and all else works. */
export interface KeyValueStore {
  getItem(key: string): string | null;
  /** False where it will be forgotten with the page. */
  setItem(key: string, value: string): boolean;
  removeItem(key: string): void;
  keys(): string[];
}

export function browserStorage(kind: 'localStorage' | 'sessionStorage'): KeyValueStore {
  let storage: Storage;
  try {
    storage = window[kind];
    storage.getItem('');
  } catch {
    return forgetfulStorage();
  }
  return {
    getItem: (key) => storage.getItem(key),
    removeItem: (key) => storage.removeItem(key),
    keys: () => Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? ''),
    setItem(key, value) {
      try {
        storage.setItem(key, value);
        return true;
      } catch {
        // Full: the page goes on with what it holds in memory.
        return false;
      }
    },
  };
}

export function memoryStorage(): KeyValueStore {
  const map = new Map<string, string>();
  return {
    getItem: (key) => map.get(key) ?? null,
    setItem(key, value) {
      map.set(key, value);
      return true;
    },
    removeItem: (key) => void map.delete(key),
    keys: () => [...map.keys()],
  };
}

function forgetfulStorage(): KeyValueStore {
  const memory = memoryStorage();
  return {
    ...memory,
    setItem(key, value) {
      memory.setItem(key, value);
      return false;
    },
  };
}
