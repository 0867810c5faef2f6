"""What the page of an import says first: how it stands, and what happens next."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from households.models import ImportBatch
from p2wkss.base import formats

State, Outcome = ImportBatch.State, ImportBatch.Outcome


@dataclass(frozen=True)
class Notice:
    """A note with its tone (templates/_partials/notice.html)."""

    tone: str
    title: str
    text: str


def notice_of(batch) -> Notice:
    """The first words of a batch's page."""
    return {
        State.RECEIVED: _received,
        State.PARSED: _parsed,
        State.PREVIEW: _preview,
        State.COMMITTING: _received,
        State.DONE: _done,
        State.UNDOING: _done,
        State.FAILED: _failed,
        State.CANCELLED: _cancelled,
        State.UNDONE: _undone,
    }[batch.state](batch)


def _received(batch):
    text = batch.problem or _("Tekan “Periksa berkas” untuk melihat isinya. Belum ada yang disimpan.")
    return Notice("warning" if batch.problem else "info", _("Berkas belum diperiksa"), text)


def _parsed(batch):
    text = _("Bila kolomnya ada dengan judul lain, tekan “Pasangkan kolom”. Belum ada yang disimpan.")
    return Notice("warning", _("Kolomnya belum dikenali"), " ".join([*batch.messages, text]))


def _preview(batch):
    until = _("Pratinjau ini berlaku sampai %(time)s.") % {"time": formats.waktu(batch.upload_ends_at)}
    if batch.problem:
        return Notice("warning", _("Periksa pratinjau yang baru"), f"{batch.problem} {until}")
    if batch.may_be_committed_whole and not batch.families_new + batch.families_changed:
        text = _("Semua keluarga di berkas ini sudah tersimpan dengan isi yang sama.")
        return Notice("success", _("Tidak ada yang berubah"), text)
    if batch.may_be_committed_whole:
        title = _("Semua baris dapat disimpan")
        if batch.outcome == Outcome.ACCEPT_WARN:
            title = _("Semua baris dapat disimpan; ada yang perlu diperiksa")
        return Notice("success", title, _("Belum ada yang disimpan. %(until)s") % {"until": until})
    counts = {"rows": formats.number(batch.rows_error), "families": formats.number(batch.families_refused)}
    title = _("%(rows)s baris perlu diperbaiki, pada %(families)s keluarga") % counts
    if batch.may_be_committed_in_part:
        text = _(
            "Belum ada yang disimpan. Simpan dahulu keluarga yang benar, atau perbaiki berkasnya dan unggah lagi."
            " %(until)s"
        )
    else:
        text = _("Belum ada yang disimpan. Perbaiki berkasnya, lalu unggah lagi. %(until)s")
    return Notice("warning", title, text % {"until": until})


def _done(batch):
    """Stored; also after an undoing that came to nothing."""
    counts = {
        "new": formats.number(batch.families_new),
        "changed": formats.number(batch.families_changed),
        "members_new": formats.number(batch.members_new),
        "members_changed": formats.number(batch.members_changed),
    }
    text = [
        _(
            "%(new)s keluarga baru dan %(changed)s keluarga berubah; %(members_new)s anggota baru dan"
            " %(members_changed)s anggota berubah."
        )
        % counts
    ]
    if batch.families_edited:
        text.append(
            _("%(count)s keluarga diubah orang lain setelah pratinjau, jadi tidak ditimpa.")
            % {"count": formats.number(batch.families_edited)}
        )
    if batch.families_refused:
        text.append(_("Unduh baris yang ditolak, perbaiki, lalu unggah sebagai berkas baru."))
    if batch.may_be_undone:
        text.append(
            _("Bila keliru, impor ini dapat dikembalikan sampai %(date)s.")
            % {"date": formats.tanggal(batch.undo_ends_at)}
        )
    if batch.problem:
        return Notice("warning", _("Data keluarga masih tersimpan"), " ".join([batch.problem, *text]))
    return Notice("warning" if batch.families_refused else "success", _("Data keluarga tersimpan"), " ".join(text))


def _failed(batch):
    text = _("Tidak ada yang disimpan. Perbaiki berkasnya, lalu unggah lagi.")
    return Notice("danger", _("Berkas ini tidak dapat dibaca"), " ".join([*batch.messages, text]))


def _cancelled(batch):
    text = batch.problem or _("Berkasnya sudah dihapus. Tidak ada yang disimpan.")
    return Notice("info", _("Impor ini dibatalkan"), text)


def _undone(batch):
    if batch.families_kept:
        text = _(
            "%(count)s keluarga sudah diubah orang setelah impor, jadi dibiarkan seperti sekarang. Selebihnya kembali"
            " seperti sebelum impor."
        ) % {"count": formats.number(batch.families_kept)}
        return Notice("warning", _("Impor dikembalikan sebagian"), text)
    return Notice("success", _("Impor dikembalikan"), _("Data keluarga kembali seperti sebelum impor."))
