/** Numbers as the page writes them. */
export const number = new Intl.NumberFormat('en-GB');
