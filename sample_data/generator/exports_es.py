"""A short Jira export of a Spanish-speaking team: localised headers, statuses and months; few columns."""

from __future__ import annotations

from datetime import date, timedelta

from .work import stream
from .workdays import forward, shift

_HEAD = (
    "Tipo de Incidencia", "Clave de incidencia", "ID de la incidencia", "Resumen", "Persona asignada", "Informador", "Prioridad",
    "Estado", "Resolución", "Creada", "Actualizada", "Resuelta", "Fecha de vencimiento", "Estimación original", "Tiempo Trabajado",
    "Sprint",
)  # fmt: skip
_MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic")
_TITLES = (
    ("Historia", "Reservar una cita desde el móvil"),
    ("Historia", "Elegir centro y especialidad"),
    ("Historia", "Cambiar la hora de una cita"),
    ("Historia", "Anular una cita con motivo"),
    ("Historia", "Recordatorio por correo un día antes"),
    ("Historia", "Lista de espera por especialidad"),
    ("Historia", "Agenda semanal para recepción"),
    ("Historia", "Buscar pacientes por documento"),
    ("Historia", "Imprimir el justificante"),
    ("Historia", "Horario de vacaciones de cada centro"),
    ("Error", "La agenda no muestra los festivos"),
    ("Error", "El correo sale dos veces al cambiar la hora"),
    ("Error", "Acentos mal escritos en el justificante"),
    ("Error", "La búsqueda falla con apellidos compuestos"),
    ("Error", "La cita anulada sigue ocupando el hueco"),
    ("Tarea", "Actualizar las librerías del servidor"),
    ("Tarea", "Copia de seguridad diaria"),
    ("Tarea", "Manual para recepción"),
    ("Tarea", "Preparar el entorno de pruebas"),
    ("Tarea", "Formación del personal del centro norte"),
    ("Tarea", "Registro de accesos"),
    ("Tarea", "Revisar los textos legales"),
    ("Historia", "Cita para un familiar"),
    ("Historia", "Encuesta después de la visita"),
    ("Error", "El calendario empieza en domingo"),
    ("Historia", "Avisos por SMS"),
    ("Tarea", "Medir el tiempo de respuesta"),
    ("Historia", "Exportar la agenda del mes"),
)


def _day(day: date | None, hour: int, minute: int) -> str:
    if day is None:
        return ""
    return f"{day:%d}/{_MONTHS[day.month - 1]}/{day:%y} {(hour - 1) % 12 + 1}:{minute:02d} {'AM' if hour < 12 else 'PM'}"


def spanish_rows() -> list[list[object]]:
    """One header row and one row per issue."""
    rng = stream("jira-es")
    start = date(2025, 3, 10)
    rows: list[list[object]] = [list(_HEAD)]
    for n, (kind, title) in enumerate(_TITLES, start=1):
        person, reporter = f"p{int(rng.integers(31, 34))}", f"p{int(rng.integers(31, 34))}"
        sprint = 1 + (n - 1) // 6
        created = forward(start - timedelta(days=int(rng.integers(2, 20))))
        begun = forward(start + timedelta(days=14 * (sprint - 1) + int(rng.integers(0, 6))))
        estimate = [2, 3, 4, 6, 8, 12, 16][int(rng.integers(7))] * 3600
        exact = rng.random() < 0.25
        spent = estimate if exact else max(1800, round(estimate * float(rng.lognormal(0.18, 0.4)) / 1800) * 1800)
        minute, hour = int(rng.integers(0, 60)), int(rng.integers(9, 19))
        finish = shift(begun, int(rng.integers(1, 5)))
        state = "Finalizada" if n <= 23 else "En curso" if n <= 25 else "Tareas por hacer"
        done = state == "Finalizada"
        updated = finish if done else begun if state == "En curso" else created
        rows.append(
            [
                kind,
                f"CIT-{n}",
                20_400 + n,
                title,
                person if state != "Tareas por hacer" else "",
                reporter,
                "Medium",
                state,
                "Listo" if done else "",
                _day(created, 9, minute),
                _day(updated, hour, minute),
                _day(finish, hour, minute) if done else "",
                _day(shift(begun, 6), 12, 0) if rng.random() < 0.4 else "",
                estimate,
                spent if done else spent // 3600 // 3 * 3600 if state == "En curso" else "",
                f"CIT Sprint {sprint}",
            ]
        )
    rows[1:] = rows[:0:-1]  # newest first, as the tracker writes them
    return rows
