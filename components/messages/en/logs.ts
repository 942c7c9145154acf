/** English texts of the area: logs. */
export const logs = {};
