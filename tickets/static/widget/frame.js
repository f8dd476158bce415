const $ = (id) => document.getElementById(id);
const settings = JSON.parse($("settings").textContent), root = document.documentElement, store = `chat:${settings.slug}`;
const log = $("log"), box = $("text"), scroll = $("scroll"), status = $("status");
let words, language, token, browser, isOpen, chat = {}, outbox = [], etag, last = 0, failures = 0, timer, isBusy, isFirst = true;
let reach = "", promises = [], cards = {}, day, agent, asked, ending, waiting = 0, unread = 0, active = 0, writing = 0;

const keep = (name, value) => {
	try {
		if (value && !token) localStorage[store + name] = JSON.stringify(value);
		else delete localStorage[store + name];
	} catch {}
};
const recall = () => {
	let known = {};
	try {
		if (!token) for (const name in localStorage) {
			if (name === store) known = JSON.parse(localStorage[name]);
			if (name.startsWith(`${store}:`) && !outbox.some(({ id }) => name.endsWith(id))) outbox.push(JSON.parse(localStorage[name]));
		}
	} catch {}
	outbox.sort((a, b) => (a.id < b.id ? -1 : 1)).forEach((line) => find(line.id) || waits(line));
	browser = known.browser || crypto.getRandomValues(new Uint32Array(8)).join("-");
	if (!known.browser) keep("", { ...known, browser });
	return known.chat || {};
};

const say = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
const make = (tag, className, ...inside) => {
	const element = document.createElement(tag);
	if (className) element.className = className;
	element.append(...inside);
	return element;
};
const button = (className, text, onclick) => Object.assign(make("button", className, text), { type: "button", onclick });
const marked = (text, by, mark) => text.split(by).map((part, i) => (i % 2 ? mark(part) : part));
const link = (href) => Object.assign(make("a", "", href), { href, target: "_blank" });
const rich = (text) => marked(text, /<\/?b>/, (part) => make("b", "", part));
const date = (at, form) => new Intl.DateTimeFormat(language, form).format(new Date(at));
const clock = (at) => date(at, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const dated = (at) => date(at, { weekday: "long", day: "numeric", month: "long" });
const soon = (at) => (dated(at) === dated(Date.now()) ? "" : `${date(at, { weekday: "short" })} `) + clock(at);
const lasting = (n) => new Intl.NumberFormat(language, { style: "unit", unitDisplay: "long", unit: n < 100 ? "minute" : "hour" }).format(n < 100 ? n : Math.ceil(n / 60));
const tell = (message) => parent.postMessage(message, "*");

const head = () => {
	const { open, closes, opens, week, zone } = settings.hours, now = Date.now(), { answers } = settings;
	const isUntil = open && now < Date.parse(closes), isThere = isUntil || (open && !closes) || now >= Date.parse(opens);
	const state = isUntil ? say("until", { time: soon(closes) }) : say(isThere ? "open" : "closed", { time: opens && soon(opens) });
	const name = (i) => date(Date.UTC(2024, 0, 1 + i), { weekday: "long", timeZone: "UTC" });
	const there = (timeZone) => new Date().toLocaleString("en", { timeZone });
	const span = (from, to) => (from === to ? from : say("span", { from, to }));
	const days = week.map((run) => `${span(name(run.from), name(run.to))}, ${run.hours.map(([from, to]) => span(from, to))}`);
	$("hours").textContent = [state, ...days].join(" · ") + (there(zone) === there() ? "" : ` (${zone.split("/").pop()})`);
	$("foot").firstChild.textContent = reach ? say("reached", { email: reach }) : isUntil ? say("after", { time: soon(closes) }) : "";
	$("answers").hidden = !answers || !isThere;
	if (answers) $("answers").lastChild.replaceChildren(...rich(say("answers", { half: lasting(answers.half), most: lasting(answers.most), weeks: answers.weeks })));
};

const nearEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
const toEnd = () => { scroll.scrollTop = 1e9; };
const find = (id) => log.querySelector(`[id="${id}"]`);
const add = (item, before) => log.insertBefore(item, before || log.querySelector(".waits"));
const attachment = ({ id, name, size, type }) => {
	const fetched = async () => URL.createObjectURL(new Blob([await (await ask(`/files/${id}`)).blob()], { type }));
	const item = button("file", `${name} · ${Math.ceil(size / 1024)} KB`, async () => Object.assign(make("a"), { href: await fetched(), download: name }).click());
	if (type) fetched().then((src) => item.prepend(Object.assign(new Image(), { src, alt: "", onload: () => nearEnd() && toEnd() })));
	return item;
};
const place = (line) => {
	outbox = outbox.filter((one) => one.id !== line.client_id);
	find(line.client_id)?.remove();
	keep(`:${line.client_id}`);
	if (find(line.id)) return;
	if (dated(line.at) !== day) {
		day = dated(line.at);
		add(make("li", "day", dated(Date.now()) === day ? say("today", { day }) : day));
	}
	const who = line.who === "us" ? line.name : say(line.who);
	const item = make("li", line.who, make("p", "meta", `${who}, ${clock(line.at)}${line.by_mail ? say("by_mail") : ""}`));
	item.id = line.id;
	if (line.text) item.append(make("p", "words", ...marked(line.text, /(https?:\S+\b)/, link)));
	item.append(...line.files.map(attachment));
	add(item, [...log.children].find((other) => other.id > line.id));
	active = Date.now();
	if (line.who === "you") waiting ||= Date.parse(line.at);
	if (line.who === "us") {
		waiting = 0;
		agent = line.name;
		unread += !isFirst && !isOpen;
	}
};
const waits = ({ id, text, files = [] }) => {
	const item = make("li", "you waits", make("p", "meta", say("sending")), ...[text, ...files.map((file) => file.name)].filter(Boolean).map((part) => make("p", "words", part)));
	item.id = id;
	log.append(item);
};

const card = (name, content, after, build) => {
	const old = cards[name];
	if (old?.was === content) return;
	const item = make("li", `card ${name}`, ...build());
	item.was = content;
	if (old) old.replaceWith(item);
	else add(item, find(after)?.nextSibling);
	cards[name] = item;
};
const drop = (name) => {
	cards[name]?.remove();
	delete cards[name];
};
const noted = (facts) => facts[0] && card("facts", JSON.stringify(facts), Math.max(...facts.map((fact) => fact.after)), () => {
	const told = facts.map(({ key, value }) => [key[0].toUpperCase() + key.slice(1).replaceAll("_", " "), value]);
	const rows = told.flatMap(([key, value]) => [make("dt", "", key), make("dd", "", value)]);
	const change = () => {
		box.value = told.map((pair) => pair.join(": ")).join("\n");
		grow();
		box.focus();
	};
	return [make("h2", "", say("noted")), button("link", say("change"), change), make("dl", "", ...rows), make("p", "dim", say("noted_why"))];
});
const promised = (promise) => card(`promise ${promise.id}`, promise.state, promise.after, () => [
	$("answers").firstChild.cloneNode(true),
	make("h2", "", say("promised", { name: promise.by })),
	make("p", "", promise.text),
	make("p", "", ...rich(say("by", { time: `${dated(promise.due_at)}, ${clock(promise.due_at)}` }))),
	make("p", promise.state, promise.state === "open" ? "" : say(promise.state)),
]);
const solved = (question) => {
	if (asked !== question?.after) drop("solved");
	asked = question?.after;
	const choice = (what, path) => button("main", say(what), () => {
		box.focus();
		ask(path, {}).then(look, lost);
	});
	if (question) card("solved", question.answer, asked, () => [
		make("h2", "", say("solved")),
		...(question.answer ? [say(question.answer)] : [choice("yes", "/confirm"), choice("no", "/dispute")]),
	]);
};
const reachable = () => {
	const owed = promises.some((promise) => promise.state === "open"), isLate = waiting && Date.now() - waiting > 9e4;
	const why = ending ? "reach_end" : owed ? "reach_promise" : isLate || (waiting && $("answers").hidden && !settings.hours.open) ? "reach_wait" : "";
	if (reach || !why) return drop("reach");
	card("reach", why, 0, () => {
		const value = cards.reach?.querySelector("input").value || "";
		const input = Object.assign(make("input"), { type: "email", required: true, autocomplete: "email", placeholder: "name@example.com", ariaLabel: say("email"), value });
		const form = make("form", "", input, make("button", "main", say("save")));
		form.onsubmit = async (event) => {
			event.preventDefault();
			const answer = await ask("/reach", { email: input.value }).catch(lost);
			if (!answer?.ok) return answer && (status.textContent = say("bad"));
			({ reach } = await answer.json());
			if (ending) return finish();
			again();
			box.focus();
		};
		setTimeout(toEnd);
		return [make("p", "", say(why)), form, ...(ending ? [button("link", say("end_anyway"), finish)] : [])];
	});
};

const ask = (path, body, headers) => fetch(settings.api + path, {
	method: body ? "POST" : "GET",
	cache: "no-store",
	headers: { "X-Chat-Key": chat.key || "", ...headers },
	body: body && (body.append ? body : new Blob([JSON.stringify(body)], { type: "application/json" })),
});
const desk = settings.api;
const open = async () => {
	settings.api = desk;
	const answer = await ask("", token ? { token } : { browser });
	if (!answer.ok) throw answer;
	enter(await answer.json());
	keep("", { browser, chat });
	tell({ chat: true });
};
const enter = (known) => {
	chat = known;
	etag = "";
	settings.api = `${desk}/${chat.session}`;
};
const lost = () => {
	failures += 1;
	status.textContent = say("offline");
};
const send = async (line) => {
	let body = { text: line.text, client_id: line.id };
	if (line.files) {
		const form = new FormData();
		for (const name in body) form.append(name, body[name]);
		for (const file of line.files) form.append("files", file);
		body = form;
	}
	const answer = await ask("/messages", body);
	if (answer.ok) return place(await answer.json());
	if (answer.status === 404 || answer.status === 409) chat = {};
	if (answer.status !== 400 && answer.status !== 413) throw answer;
	outbox.shift();
	keep(`:${line.id}`);
	find(line.id).className = "you";
	find(line.id).firstChild.textContent = say("refused");
};
const look = async () => {
	if (isBusy) return;
	isBusy = true;
	try {
		while (outbox.length) {
			if (!chat.key) await open();
			await send(outbox[0]);
		}
		const { key } = chat;
		if (key) {
			const answer = await ask(`/messages?after=${last}${Date.now() < writing ? "&typing=1" : ""}`, null, etag ? { "If-None-Match": etag } : {});
			const news = answer.status === 200 && (await answer.json());
			if (key !== chat.key) etag = "";
			else if (news) {
				etag = answer.headers.get("ETag");
				show(news);
			} else if (answer.status === 404) keep("", (chat = {}));
			else if (answer.status !== 304) throw answer;
		}
		if (failures) status.textContent = "";
		failures = 0;
	} catch {
		lost();
	}
	isBusy = false;
	again();
};
const show = (news) => {
	const follows = isFirst || nearEnd();
	({ reach, promises } = news);
	for (const line of news.messages) {
		place(line);
		last = line.id;
	}
	noted(news.facts);
	promises.forEach(promised);
	solved(news.question);
	$("dots").hidden = !news.typing;
	status.textContent = news.typing ? say("typing", { name: agent || say("us") }) : "";
	if (news.ended) return ended();
	$("end").hidden = !last;
	if (follows) toEnd();
	isFirst = false;
	tell({ unread });
};
const again = () => {
	clearTimeout(timer);
	head();
	reachable();
	const pause = failures ? Math.min(30, 2 ** failures) : document.hidden || !chat.key ? 15 : isOpen && Date.now() - active < 3e5 ? 1 : 5;
	timer = setTimeout(look, pause * 1000);
};

const grow = () => {
	box.style.height = "auto";
	box.style.height = `${box.scrollHeight}px`;
};
const write = (files) => {
	const text = box.value.trim(), line = { id: `${Date.now()}-${Math.random()}`, text, files };
	box.value = "";
	writing = 0;
	grow();
	box.focus();
	if (!text && !files) return;
	outbox.push(line);
	if (!files) keep(`:${line.id}`, line);
	waits(line);
	toEnd();
	look();
};
const finish = () => ask("/end", {}).then(ended, lost);
const ended = () => {
	if (recall().key === chat.key) keep(browser = "");
	chat = {};
	ending = 0;
	promises = [];
	waiting = 0;
	tell({ chat: false });
	$("end").hidden = $("composer").hidden = $("dots").hidden = true;
	status.textContent = "";
	reachable();
	log.append(make("li", "day", say("ended"), button("link", say("again"), begin)));
	toEnd();
};
$("composer").onsubmit = (event) => {
	event.preventDefault();
	write();
};
box.oninput = () => {
	active = Date.now();
	writing = active + 4000;
	grow();
};
box.onkeydown = (event) => {
	if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
	event.preventDefault();
	write();
};
$("files").onchange = () => {
	write([...$("files").files]);
	$("files").value = "";
};
$("end").onclick = () => {
	ending = 1;
	if (reach) finish();
	else again();
};
$("close").onclick = () => tell({ close: true });
onkeydown = (event) => {
	if (event.key === "Escape") tell({ close: true });
	if (event.key !== "Tab") return;
	const stops = [...document.querySelectorAll("button, input, textarea, [tabindex]")].filter((element) => element.offsetParent);
	const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
	if (document.activeElement !== from) return;
	event.preventDefault();
	to.focus();
};
ononline = document.onvisibilitychange = look;

onstorage = () => {
	if (!words || token) return;
	const { key } = recall();
	if ((key || outbox[0]) && (key !== chat.key || $("composer").hidden)) return begin();
	look();
};

const begin = () => {
	last = waiting = 0;
	cards = {};
	reach = day = "";
	isFirst = true;
	log.replaceChildren(make("li", "day", say("hello")));
	$("composer").hidden = false;
	enter(recall());
	if (token) open().then(look, again);
	else look();
};
const start = (given) => {
	words = { ...settings.words, ...given.words };
	if (given.words.title) root.lang = given.language;
	language = root.lang;
	token = given.token;
	root.style.colorScheme = given.theme || "";
	for (const name of ["accent", "ink"]) root.style.setProperty(`--${name}`, given[name]);
	document.title = $("title").textContent = settings.title || say("title");
	tell({ title: document.title });
	for (const id of ["close", "send", "files", "text"]) $(id).ariaLabel = say(id);
	box.placeholder = say("text");
	$("end").textContent = say("end");
	begin();
};
onmessage = ({ source, data }) => {
	if (source !== parent) return;
	isOpen = data.open;
	if (isOpen) unread = 0;
	tell({ unread });
	if (data.words) start(data);
	else if (words) look();
	if (data.focus) box.focus();
};
tell({ ready: true });
