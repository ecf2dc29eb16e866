/** Elements that a shortcut moves the focus to from elsewhere on the page. */
export const SWITCHER_ID = 'switcher';
export const MESSAGE_SEARCH_ID = 'message-search';
export const COMPOSER_ID = 'composer';
