import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import Root from './components/app/Root.svelte';
import { followViewport } from './lib/browser/viewport';
import { App } from './lib/state/app.svelte';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');

followViewport();
const app = new App();
mount(Root, { target, props: { app } });
void app.start();
