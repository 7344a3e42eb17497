import { render } from 'preact';
import { version } from '../package.json';
import { Page } from './Page.tsx';

const page = document.querySelector('#page');
if (page !== null) render(<Page version={version} />, page);
