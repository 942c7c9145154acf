/** English texts of the area: shell. */
export const shell = {
  noAnswer:
    'The dashboard’s server did not answer. Nothing may have been changed; try again when it is back.',
};
