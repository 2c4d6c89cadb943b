interface Page {
  nextPageToken: string;
}

/** What a page is a page of. */
type Item<P> = { [K in Exclude<keyof P, "$typeName" | "$unknown">]: P[K] extends (infer T)[] ? T : never }[Exclude<
  keyof P,
  "$typeName" | "$unknown"
>];

/**
 * All items of a List method, page by page as they are asked for:
 *
 *     for await (const render of paginate(placard.renders.listRenders, { state: RenderState.FAILED })) …
 */
export async function* paginate<Request extends { pageToken?: string }, P extends Page, Options>(
  list: (request: Request, options?: Options) => Promise<P>,
  request: Request,
  options?: Options,
): AsyncGenerator<Item<P>, void, undefined> {
  let pageToken = request.pageToken ?? "";
  do {
    const page = await list({ ...request, pageToken }, options);
    const [, items] = Object.entries(page).find(([name, value]) => name !== "$unknown" && Array.isArray(value)) ?? [];
    yield* (items ?? []) as Item<P>[];
    pageToken = page.nextPageToken;
  } while (pageToken);
}
