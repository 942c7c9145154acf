/** English texts of the area: designer. */
export const designer = {};
