/** localStorage as far as it is needed, and as a map where the browser forbids it: then a reload forgets, and all else works. */
export type KeyValueStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> & { keys(): string[] };

export function browserStorage(kind: 'localStorage' | 'sessionStorage'): KeyValueStore {
  let storage: Storage;
  try {
    storage = window[kind];
    storage.getItem('');
  } catch {
    return memoryStorage();
  }
  return {
    getItem: (key) => storage.getItem(key),
    removeItem: (key) => storage.removeItem(key),
    keys: () => Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? ''),
    setItem(key, value) {
      try {
        storage.setItem(key, value);
      } catch {
        // Full: the page goes on with what it holds in memory.
      }
    },
  };
}

export function memoryStorage(): KeyValueStore {
  const map = new Map<string, string>();
  return {
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => void map.set(key, value),
    removeItem: (key) => void map.delete(key),
    keys: () => [...map.keys()],
  };
}
