"""Draws the simulator's sample photos from the scenes below: `python -m tests.e2e.draw_photos` (needs Chromium)."""

from pathlib import Path

from playwright.sync_api import sync_playwright

PHOTOS = Path(__file__).parents[2] / "app" / "simulator" / "static" / "photos"
WIDTH, HEIGHT = 640, 480
LAMP = """
<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#0d1830"/><stop offset="1" stop-color="#3a4a6b"/></linearGradient></defs>
<rect width="640" height="480" fill="url(#sky)"/><circle cx="540" cy="80" r="26" fill="#f4ecc9"/>
<path d="M0 330 L120 250 L230 320 L380 230 L520 310 L640 260 V480 H0Z" fill="#16203a"/>
<path d="M0 480 L250 340 H390 L640 480Z" fill="#2c3340"/><path d="M318 350 v26 M316 396 v34 M314 446 v34" stroke="#87909c" stroke-width="5"/>
<rect x="60" y="270" width="150" height="110" fill="#29324a"/><path d="M45 275 L135 215 L225 275Z" fill="#1d2338"/><rect x="95" y="300" width="32" height="32" fill="#f0c25a"/><rect x="150" y="300" width="32" height="32" fill="#f0c25a"/>
<rect x="452" y="110" width="12" height="300" fill="#0b0f18"/><path d="M458 116 q-10 -38 -78 -30" fill="none" stroke="#0b0f18" stroke-width="10"/>
<path d="M350 78 l48 2 l-8 20 l-44 -4Z" fill="#0b0f18"/><path d="M356 99 l9 12 l6 -11 l8 12 l4 -10" fill="none" stroke="#9fb0c8" stroke-width="3"/>
<path d="M464 240 q40 26 90 6" stroke="#0b0f18" stroke-width="4" fill="none"/>
"""
RUBBISH = """
<rect width="640" height="480" fill="#bcd3de"/><path d="M0 200 L160 130 L330 195 L470 120 L640 180 V480 H0Z" fill="#7d9a72"/>
<rect y="290" width="640" height="190" fill="#9b9386"/><path d="M0 300 h640" stroke="#847c70" stroke-width="6"/>
<rect x="70" y="130" width="270" height="170" fill="#d9cfbd"/><path d="M52 136 L205 70 L358 136Z" fill="#8d4438"/><rect x="110" y="175" width="60" height="125" fill="#6d4f38"/><rect x="215" y="180" width="80" height="60" fill="#90adb8"/>
<g><rect x="400" y="220" width="120" height="150" rx="8" fill="#2f7a4d"/><rect x="390" y="206" width="140" height="22" rx="8" fill="#266340" transform="rotate(-9 460 217)"/><circle cx="425" cy="378" r="14" fill="#222"/><circle cx="495" cy="378" r="14" fill="#222"/></g>
<path d="M230 440 q-8 -96 60 -104 q62 4 60 104Z" fill="#26292e"/><path d="M278 338 l12 -24 l14 24" fill="#26292e"/>
<path d="M325 445 q0 -74 52 -78 q56 8 54 78Z" fill="#3e4249"/><path d="M530 450 q4 -70 48 -74 q52 6 50 74Z" fill="#dfe3e4"/><path d="M570 378 l8 -20 l12 20" fill="#dfe3e4"/>
<rect x="150" y="412" width="66" height="44" fill="#b98a54" transform="rotate(-8 180 430)"/><rect x="446" y="410" width="26" height="52" rx="8" fill="#77b5c9" transform="rotate(64 460 436)"/><path d="M110 450 q22 -22 46 0Z" fill="#d2b13d"/><circle cx="500" cy="452" r="10" fill="#c4492f"/>
"""
ROAD = """
<rect width="640" height="480" fill="#c9dbe4"/><path d="M0 170 L140 100 L260 150 L400 80 L640 165 V230 H0Z" fill="#88a47c"/>
<path d="M0 190 h640 v60 h-640Z" fill="#6f8f5b"/><path d="M190 215 H450 L640 480 H0Z" fill="#77797c"/>
<path d="M318 225 l4 0 l4 34 h-12Z M312 285 h16 l4 46 h-24Z" fill="#eeeeea"/>
<path d="M180 400 q40 -62 150 -58 q130 2 160 56 q-20 56 -150 58 q-130 -2 -160 -56Z" fill="#4a463f"/>
<path d="M212 402 q36 -38 120 -36 q94 2 124 34 q-20 34 -122 36 q-96 -2 -122 -34Z" fill="#6b5a40"/><path d="M246 404 q36 -20 92 -18 q64 2 84 18 q-20 16 -88 16 q-66 0 -88 -16Z" fill="#8fa3a8"/><path d="M270 402 q40 -10 96 -4" stroke="#c4d3d6" stroke-width="4" fill="none"/>
<path d="M180 400 L110 372 M205 372 L150 330 M490 398 L560 380 M440 352 L480 316 M330 456 L320 480" stroke="#4f5052" stroke-width="5" fill="none"/>
<circle cx="160" cy="430" r="9" fill="#5a5751"/><circle cx="520" cy="432" r="12" fill="#5a5751"/><circle cx="200" cy="456" r="7" fill="#5a5751"/>
<path d="M70 120 v110 M70 150 q-30 -6 -36 -36 M70 165 q34 -8 40 -40" stroke="#5b4430" stroke-width="8" fill="none"/><circle cx="70" cy="96" r="46" fill="#5d8748"/><path d="M560 90 v140" stroke="#777" stroke-width="8"/><path d="M470 112 q90 30 170 4" stroke="#555" stroke-width="2" fill="none"/>
"""


def draw() -> None:
    """Each scene as a small JPEG with a little grain, as a phone takes it."""
    grain = '<filter id="g"><feTurbulence baseFrequency=".9" numOctaves="2"/><feColorMatrix type="saturate" values="0"/></filter>'
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for name, scene in (("lamp", LAMP), ("rubbish", RUBBISH), ("road", ROAD)):
            veil = '<rect width="640" height="480" filter="url(#g)" opacity=".09"/>'
            svg = (
                f'<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480">{grain}{scene}{veil}</svg>'
            )
            page.set_content(f'<body style="margin:0">{svg}</body>')
            page.screenshot(path=PHOTOS / f"{name}.jpg", type="jpeg", quality=70)
        browser.close()


if __name__ == "__main__":
    draw()
