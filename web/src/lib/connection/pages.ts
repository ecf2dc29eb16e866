/** Asks for page after page until there is no next one. */
export async function* pages<P extends { next?: string }>(
  ask: (page: { after?: string; limit: number }) => Promise<P>,
): AsyncGenerator<P> {
  const limit = 200;
  let page = await ask({ limit });
  yield page;
  while (page.next !== undefined) {
    page = await ask({ after: page.next, limit });
    yield page;
  }
}
