export { default as CallBanner } from './CallBanner.svelte';
export { default as CallLayer } from './CallLayer.svelte';
export { default as CallPanel } from './CallPanel.svelte';
