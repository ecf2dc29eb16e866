import { SvelteMap } from 'svelte/reactivity';
import { words } from '../../messages';
import type { Person } from '../protocol/objects';

const collator = new Intl.Collator(words.locale, { sensitivity: 'base', numeric: true });

/** Everybody the page has heard of. Who left stays known, as the author of messages. */
export class People {
  readonly #known = new SvelteMap<string, Person>();

  /** Who is online or away now, by name. */
  readonly present = $derived(
    [...this.#known.values()]
      .filter((person) => person.presence !== 'offline' && !person.gone)
      .sort((a, b) => collator.compare(a.name, b.name)),
  );

  get(id: string): Person | undefined {
    return this.#known.get(id);
  }

  update(person: Person): void {
    this.#known.set(person.id, person);
  }

  /**
   * Takes over a complete list of who is here: who is not on it went while nobody told.
   * @param told Of whom there was news while the list was on its way. The list is older than that, whichever came first.
   */
  replacePresent(people: readonly Person[], told: ReadonlySet<string> = new Set()): void {
    const here = new Set(people.map((person) => person.id));
    for (const person of this.#known.values()) {
      if (!here.has(person.id) && !told.has(person.id) && person.presence !== 'offline')
        this.update({ ...person, presence: 'offline' });
    }
    for (const person of people) if (!told.has(person.id)) this.update(person);
  }
}
