/** English texts of the area: schedule. */
export const schedule = {};
