/** English texts of the area: cronjobs. */
export const cronjobs = {};
