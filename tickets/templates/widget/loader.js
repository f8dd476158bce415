{# A button and a frame. The chat is a page of the desk's in that frame: this script knows nothing of what is said. #}
(() => {
	const script = document.currentScript, given = script.dataset, desk = new URL(script.src).origin, store = "chat-shown:{{ slug }}";
	const language = given.lang || document.documentElement.lang || navigator.language;
	const accent = /^#[0-9a-f]{6}$/i.test(given.colour) ? given.colour : "{{ colour }}";
	const [r, g, b] = [1, 3, 5].map((i) => parseInt(accent.slice(i, i + 2), 16) / 255).map((c) => (c > 0.04 ? ((c + 0.055) / 1.055) ** 2.4 : c / 12.92));
	const ink = 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18 ? "#000" : "#fff";
	const words = given.words ? fetch(given.words).then((answer) => answer.json()).catch(() => ({})) : {};
	const button = document.createElement("button"), frame = document.createElement("iframe"), style = new CSSStyleSheet();
	let isOpen = false, hasChat = false, wantsFocus, title = language.startsWith("de") ? "Chat mit uns" : "Chat with us";

	style.replaceSync(`
		button,iframe{position:fixed;right:24px;bottom:24px;border:0;z-index:2147483000;box-shadow:0 8px 40px rgb(0 0 0 / .25)}
		button{width:56px;height:56px;border-radius:28px;cursor:pointer;background:${accent};color:${ink}}
		button:focus-visible{outline:3px solid ${ink};outline-offset:-6px}
		b{position:absolute;top:-4px;right:-4px;min-width:22px;border-radius:11px;background:#b42318;color:#fff;font:13px/22px sans-serif}
		iframe{width:400px;height:min(790px,100% - 48px);border-radius:16px}
		[hidden]{display:none}
		@media (max-width:480px){iframe{inset:0;width:100%;height:100%;border-radius:0}}`);
	button.innerHTML = '<svg width="28" fill="none" stroke="currentColor" stroke-width="2" viewBox="0 0 28 28"><path d="M4 5h20v15H13l-5 4v-4H4z"/></svg><b></b>';
	const name = (unread) => {
		button.lastChild.textContent = unread || "";
		button.ariaLabel = frame.title = title + (unread ? ` (${unread})` : "");
	};

	{# What is open on one page of the site is open on the next. #}
	const keep = () => {
		try { localStorage[store] = isOpen ? 2 : hasChat ? 1 : 0; } catch {} {# a browser that keeps nothing #}
	};
	const tell = (said) => frame.contentWindow.postMessage({ open: isOpen, focus: wantsFocus, ...said }, desk);
	const show = (open, focus) => {
		isOpen = open;
		wantsFocus = focus;
		frame.hidden = !open;
		button.hidden = open;
		if (!frame.src) frame.src = `${desk}/widget/{{ slug }}/frame?lang=${language}`;
		keep();
		tell();
		if (focus) (open ? frame : button).focus();
	};
	addEventListener("message", async ({ source, origin, data }) => {
		if (source !== frame.contentWindow || origin !== desk) return;
		if (data.ready) tell({ words: await words, language, accent, ink, theme: given.theme, token: given.token });
		if (data.close) show(false, true);
		if (data.title) name(0, ({ title } = data));
		if ("unread" in data) name(data.unread);
		if ("chat" in data) keep(({ chat: hasChat } = data));
	});
	const begin = () => {
		const root = document.body.appendChild(document.createElement("div")).attachShadow({ mode: "open" });
		root.adoptedStyleSheets = [style];
		root.append(button, frame);
		frame.hidden = true;
		name();
		button.onclick = () => show(true, true);
		let was;
		try { was = localStorage[store]; } catch {}
		hasChat = was > 0;
		if (hasChat) show(was > 1);
	};
	if (document.body) begin();
	else addEventListener("DOMContentLoaded", begin);
})();
