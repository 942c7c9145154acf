/** How many indexes a text such as `1,3-5,7` names; unreadable parts count for nothing. */
export function countIndexes(text: string | undefined): number {
  if (!text) return 0;
  return text.split(',').reduce((sum, part) => {
    const [first = '', last = first] = part.split('-');
    const size = Number(last) - Number(first) + 1;
    return first !== '' && size > 0 ? sum + size : sum;
  }, 0);
}
