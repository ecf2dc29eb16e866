import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

export default {
  preprocess: vitePreprocess(),
  compilerOptions: {
    // Pages and views are made anew ({#key}) for each session and conversation, so reading such a prop once is what is meant.
    warningFilter: (warning) => warning.code !== 'state_referenced_locally',
  },
};
