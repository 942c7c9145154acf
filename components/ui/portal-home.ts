/**
 * Where something that opens over the page belongs: within the dialog it is opened from, which alone takes the keyboard then, else
 * within the page's content, so that it is part of a landmark. `undefined` leaves it to the body.
 */
export function portalHome(opener: Element | null): HTMLElement | undefined {
  return opener?.closest<HTMLElement>('[role=dialog]') ?? document.getElementById('content') ?? undefined;
}
