"""A town for each market, so that a finding is about somebody (own choice, 2026-11-26)."""

CITIES = {
    "AE": "Dubai", "AR": "Rosario", "AT": "Graz", "AU": "Brisbane", "BE": "Ghent", "BG": "Plovdiv", "BR": "Curitiba", "CA": "Halifax",
    "CA-AB": "Calgary", "CA-BC": "Victoria", "CA-ON": "Ottawa", "CA-QC": "Quebec City", "CH": "Basel", "CL": "Valparaiso", "CN": "Chengdu",
    "CO": "Medellin", "CY": "Larnaca", "CZ": "Brno", "DE": "Munich", "DK": "Aarhus", "EE": "Tartu", "ES": "Valencia", "FI": "Turku",
    "FR": "Lyon", "GB": "Leeds", "GR": "Patras", "HK": "Hong Kong", "HR": "Split", "HU": "Szeged", "ID": "Bandung", "IE": "Cork",
    "IL": "Haifa", "IN": "Pune", "IT": "Bologna", "JP": "Osaka", "KR": "Busan", "LT": "Kaunas", "LU": "Luxembourg", "LV": "Riga",
    "MT": "Valletta", "MX": "Puebla", "MY": "Penang", "NL": "Utrecht", "NO": "Bergen", "NZ": "Dunedin", "PH": "Cebu", "PL": "Gdansk",
    "PT": "Porto", "RO": "Cluj", "RU": "Kazan", "SA": "Jeddah", "SE": "Malmo", "SG": "Singapore", "SI": "Maribor", "SK": "Kosice",
    "TH": "Chiang Mai", "TR": "Izmir", "TW": "Tainan", "UA": "Lviv", "US": "Denver", "US-CA": "Sacramento", "US-CT": "Hartford",
    "US-FL": "Tampa", "US-HI": "Hilo", "US-MA": "Boston", "US-MD": "Baltimore", "US-MN": "Duluth", "US-NJ": "Newark", "US-NY": "Buffalo",
    "US-OH": "Columbus", "US-RI": "Providence", "US-UT": "Provo", "US-VA": "Richmond", "VN": "Da Nang", "ZA": "Durban",
}  # fmt: skip
