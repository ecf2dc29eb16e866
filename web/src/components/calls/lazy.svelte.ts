/** What calls need on the page. Not part of the first load: fetched when the page has settled, so that a call can begin while nobody waits. */
class CallParts {
  parts = $state.raw<typeof import('./parts')>();

  async load(): Promise<void> {
    [this.parts] = await Promise.all([import('./parts'), import('../../lib/calls/active-call.svelte')]);
  }
}

export const callParts = new CallParts();
