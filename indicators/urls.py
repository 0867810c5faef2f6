"""Indicators, targets, measurements, slum surveys, and reference figures."""

from django.urls import path

from indicators.views import catalogue, figures, poverty, remaining, slum, story

app_name = "indicators"

urlpatterns = [
    path("", catalogue.IndicatorList.as_view(), name="indicator_list"),
    path("tambah/", catalogue.IndicatorAdd.as_view(), name="indicator_add"),
    path("<uuid:public_id>/", story.IndicatorDetail.as_view(), name="indicator_detail"),
    path("<uuid:public_id>/ubah/", catalogue.IndicatorEdit.as_view(), name="indicator_edit"),
    path("target/", figures.TargetList.as_view(), name="target_list"),
    path("target/tambah/", figures.TargetAdd.as_view(), name="target_add"),
    path("target/<uuid:public_id>/", figures.TargetDetail.as_view(), name="target_detail"),
    path("target/<uuid:public_id>/ubah/", figures.TargetEdit.as_view(), name="target_edit"),
    path("angka/", figures.MeasurementList.as_view(), name="measurement_list"),
    path("angka/tambah/", figures.MeasurementAdd.as_view(), name="measurement_add"),
    path("angka/<uuid:public_id>/", figures.MeasurementDetail.as_view(), name="measurement_detail"),
    path("angka/<uuid:public_id>/ubah/", figures.MeasurementEdit.as_view(), name="measurement_edit"),
    path("angka/<uuid:public_id>/asal/", figures.MeasurementRows.as_view(), name="measurement_rows"),
    path("angka/<uuid:public_id>/rt/", story.MeasurementRegions.as_view(), name="measurement_regions"),
    path("pendataan/<uuid:public_id>/hitung/", figures.RoundMeasure.as_view(), name="round_measure"),
    path("kumuh/", slum.SlumSurveyList.as_view(), name="slumsurvey_list"),
    path("kumuh/tambah/", slum.SlumSurveyAdd.as_view(), name="slumsurvey_add"),
    path("kumuh/<uuid:public_id>/", slum.SlumSurveyDetail.as_view(), name="slumsurvey_detail"),
    path("kumuh/<uuid:public_id>/ubah/", slum.SlumSurveyEdit.as_view(), name="slumsurvey_edit"),
    path("lokus/<uuid:public_id>/sisa/", remaining.RemainingWork.as_view(), name="remaining_work"),
    path("lokus/<uuid:public_id>/kemiskinan/", poverty.LokusPoverty.as_view(), name="lokus_poverty"),
    path("harga/", remaining.WorkPriceList.as_view(), name="workprice_list"),
    path("harga/tambah/", remaining.WorkPriceAdd.as_view(), name="workprice_add"),
    path("harga/<uuid:public_id>/", remaining.WorkPriceDetail.as_view(), name="workprice_detail"),
    path("harga/<uuid:public_id>/ubah/", remaining.WorkPriceEdit.as_view(), name="workprice_edit"),
    path("ipm-kota/", catalogue.CityIndexList.as_view(), name="cityindex_list"),
    path("ipm-kota/tambah/", catalogue.CityIndexAdd.as_view(), name="cityindex_add"),
    path("garis-kemiskinan/", catalogue.PovertyLineList.as_view(), name="povertyline_list"),
    path("garis-kemiskinan/tambah/", catalogue.PovertyLineAdd.as_view(), name="povertyline_add"),
]
