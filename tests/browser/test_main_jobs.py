"""The jobs the portal is for, done in a real browser as their people do them; each test starts where a user starts."""

import csv
import re
import uuid

from playwright.sync_api import expect

# Nobody else in the demo is called this.
NAME = f"Uji {uuid.uuid4().hex[:6]}"
REPORT = "main a[href*='/kegiatan/laporan/tambah/']"


def follow(page, link):
    page.get_by_role("link", name=link).first.click()
    page.wait_for_load_state()


def press(page, button):
    page.get_by_role("button", name=button).first.click()
    page.wait_for_load_state()


def choose_first(page, box):
    """Choose the first real option of a select."""
    select = page.locator(box)
    value = select.evaluate("node => Array.from(node.options).map(option => option.value).find(value => value)")
    select.select_option(value)


def own_work_to_report(page):
    """From the first screen to an activity of one's own that takes a report."""
    page.goto("/")
    for address in dict.fromkeys(
        node.get_attribute("href") for node in page.locator("main a[href^='/kegiatan/']").all()
    ):
        page.goto(address)
        if page.locator(REPORT).count():
            return
    raise AssertionError("no activity of the first screen takes a report")


def test_a_report_is_sent_returned_mended_and_accepted(open_as):
    agency, staff = open_as("agency"), open_as("staff")
    own_work_to_report(agency)
    agency.locator(REPORT).first.click()
    agency.locator("[name=reported_on]").fill("2021-11-15")
    agency.locator("[name=physical_percent]").fill("91")
    agency.locator("[name=obstacle]").fill(f"Bahan datang terlambat ({NAME})")
    press(agency, "Simpan dan kirim ke dinas koordinator")
    expect(agency.locator("body")).to_contain_text("Laporan dikirim ke dinas koordinator.")
    address = agency.url

    staff.goto(address)
    expect(staff.locator("main")).to_contain_text(NAME)
    follow(staff, "Kembalikan")
    staff.locator("main textarea").first.fill("Lampirkan foto terbaru.")
    press(staff, "Kembalikan")
    expect(staff.locator("main")).to_contain_text("Dikembalikan")

    agency.goto(address)
    expect(agency.locator("main")).to_contain_text("Lampirkan foto terbaru.")
    follow(agency, "Ubah")
    agency.locator("[name=follow_up]").fill("Foto menyusul pekan depan.")
    press(agency, "Simpan dan kirim ke dinas koordinator")

    staff.goto(address)
    follow(staff, "Terima laporan")
    press(staff, "Terima")
    expect(staff.locator("main")).to_contain_text("Diterima")
    assert not [*agency.faults, *staff.faults]


def test_a_kelurahan_writes_down_a_house_its_family_and_its_members(open_as):
    page = open_as("kelurahan", "phone")
    page.goto("/keluarga/rumah/tambah/")
    choose_first(page, "[name=region]")
    page.locator("[name=address]").fill(f"Gang {NAME}")
    press(page, "Simpan")
    expect(page.locator("h1")).to_contain_text(f"Gang {NAME}")
    follow(page, "Tambah keluarga")
    page.locator("[name=no_kk_missing]").fill("Kartu sedang diurus")
    press(page, "Simpan")
    follow(page, re.compile("Tambah anggota"))
    page.locator("[name=name]").fill(f"Ibu {NAME}")
    page.locator("[name=nik_status]").select_option("missing")
    page.locator("[name=nik_missing]").fill("Belum merekam KTP")
    page.locator("[name=sex][value=P]").check()
    page.locator("[name=birth_date]").fill("1988-04-02")
    page.locator("[name=relation]").select_option("head")
    press(page, "Simpan")
    expect(page.locator("main")).to_contain_text(f"Ibu {NAME}")
    assert not page.faults


def test_a_cadre_weighs_a_child_on_a_phone(open_as):
    page = open_as("cadre", "phone")
    page.goto("/kegiatan/posyandu/hari/tambah/")
    choose_first(page, "[name=posyandu]")
    page.locator("[name=date]").fill("2021-12-13")
    press(page, "Simpan")
    page.locator("main a[href*='/posyandu/balita/tambah/'][href*='member=']").first.click()
    page.wait_for_load_state()
    page.locator("[name=weight_kg]").fill("11,4")
    press(page, "Simpan")
    expect(page.locator("main")).to_contain_text("11,4")
    assert not page.faults


def test_staff_takes_the_interventions_to_the_province(open_as):
    page = open_as("staff")
    page.goto("/laporan-provinsi/")
    page.locator("main a[href*='interventions']").first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    rows = list(csv.reader(download.value.path().read_text(encoding="utf-8-sig").splitlines()))
    assert {len(row) for row in rows} == {26}
    assert len(rows) > 20
    assert not page.faults
