/** English texts of the area: jobs. */
export const jobs = {};
