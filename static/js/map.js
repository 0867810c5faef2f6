/* Draws what _partials/map.html describes: areas and places on plain ground, no tiles, nothing fetched.
   Pictures of the pins come from data attributes, texts are set as text, never as markup. */
(function () {
  "use strict";
  var L = window.L;

  function token(name) {
    return getComputedStyle(document.documentElement).getPropertyValue("--p-" + name).trim();
  }

  function toneOf(feature) {
    var tone = (feature.properties && feature.properties.tone) || "primary";
    return token({ poverty: "poverty-fill" }[tone] || tone) || token("primary");
  }

  function icon(box, feature) {
    var tone = feature.properties && feature.properties.tone;
    var key = tone ? "pin" + tone.charAt(0).toUpperCase() + tone.slice(1) : "pin";
    return L.icon({ iconUrl: box.dataset[key] || box.dataset.pin, iconSize: [32, 42], iconAnchor: [16, 41], popupAnchor: [0, -36] });
  }

  function words(element, text) {
    var node = document.createElement(element);
    node.textContent = text || "";
    return node;
  }

  function popup(properties) {
    var node = document.createElement("div");
    var title = words(properties.url ? "a" : "strong", properties.label);
    if (properties.url) {
      title.setAttribute("href", properties.url);
    }
    node.append(title);
    if (properties.note) {
      node.append(words("div", properties.note));
    }
    return node;
  }

  function draw(box) {
    var data = document.getElementById(box.dataset.map);
    if (!data || box.dataset.drawn) {
      return;
    }
    box.dataset.drawn = "1";
    var map = L.map(box, { zoomControl: false, attributionControl: false, scrollWheelZoom: false, minZoom: 9, maxZoom: 20 });
    L.control.zoom({ zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    var layer = L.geoJSON(null, {
      pointToLayer: function (feature, place) {
        return L.marker(place, { icon: icon(box, feature), alt: feature.properties.label || "", title: feature.properties.label || "" });
      },
      style: function (feature) {
        return { color: toneOf(feature), weight: 2.5, fillColor: toneOf(feature), fillOpacity: 0.16 };
      },
      onEachFeature: function (feature, shape) {
        if (feature.properties && feature.properties.label) {
          shape.bindPopup(popup(feature.properties));
          if (feature.geometry.type !== "Point") {
            shape.bindTooltip(words("span", feature.properties.label), { direction: "center", permanent: Boolean(feature.properties.named) });
          }
        }
      },
    }).addTo(map);
    (JSON.parse(data.textContent).features || []).forEach(function (feature) {
      try {
        layer.addData(feature);
      } catch (error) {
        /* One shape that cannot be drawn never stops the others. */
      }
    });
    var bounds = layer.getBounds();
    if (bounds.isValid()) {
      map.fitBounds(bounds, { padding: [28, 28], maxZoom: 17 });
    } else {
      map.setView([-6.394, 106.794], 12);
    }
    document.addEventListener("themechange", function () {
      layer.setStyle(function (feature) {
        return { color: toneOf(feature), fillColor: toneOf(feature) };
      });
    });
  }

  document.querySelectorAll("[data-map]").forEach(draw);
})();
