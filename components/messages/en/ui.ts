/** English texts of the area: ui. */
export const ui = {};
