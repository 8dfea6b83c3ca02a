r"""What errors say in other languages than English, by the name of the row of `sayings` that it belongs to.

Patterns over texts in lower case, one or more a language. Neither `\b` nor `\w` is in them: the engine of the
Collector takes every letter that is not ASCII for none.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_WRONG_RU = r"(?:неверн|неправильн|недействительн|некорректн|недопустим)\S{0,3} (?:\S{1,16} )?"
_KEY_RU = r"(?:токен|ключ|парол|логин|подпис|api[ _-]?(?:key|id))"
_KEY_ES = r"(?:token|clave|contraseña|credencial|api[ _-]?key|firma)\S{0,3}"
_KEY_PT = r"(?:token|chave|senha|credencial|assinatura)\S{0,3}"
_KEY_FR = r"(?:jeton|clé|mot de passe|identifiant|signature)"
_KEY_DE = r"(?:token|schlüssel|api[ -]?(?:key|schlüssel)|kennwort|passwort|zugangsdaten)"
_WRONG_DE = r"(?:ungültig|falsch|fehlend)\S{0,2}"

TONGUES: Final[Mapping[str, str]] = MappingProxyType(
    {
        name: "|".join(patterns)
        for name, patterns in {
            "said-billing": (
                r"(?:недостаточно|не хватает) (?:средств|денег)",
                r"(?:saldo|fondos|fundos) insuf",
                r"(?:solde|crédits?) insuf",
                r"nicht genügend guthaben|guthaben (?:ist )?aufgebraucht",
                r"残高(?:が)?不足",
            ),
            "said-rate-limit": (
                r"слишком (?:много|част)|превышен\S{0,3} (?:лимит|количеств|частот)",
                r"demasiad[ao]s (?:solicitudes|peticiones|intentos|consultas)",
                r"muitas (?:requisições|solicitações|consultas)",
                r"trop de (?:requêtes|demandes|tentatives)",
                r"zu viele (?:anfragen|versuche)",
                r"リクエスト(?:数)?が多",
            ),
            "said-quota": (
                r"(?:cuota|cota)(?: \S{1,16}){0,2} (?:excedid|esgotad|agotad)",
                r"kontingent",
            ),
            "said-expired": (
                rf"{_KEY_RU}\S{{0,3}}(?: доступа)? (?:ист[её]к|просроч)",
                r"ист[её]к\S{0,3} срок|срок (?:\S{1,16} ){1,2}ист[её]к",
                rf"{_KEY_ES}(?: de \S{{1,12}})? (?:\S{{1,6}} )?(?:expirad|caducad|vencid)",
                rf"{_KEY_PT}(?: de \S{{1,12}})? (?:\S{{1,10}} )?(?:expirad|expirou|vencid)",
                r"(?:jeton|session)(?: \S{1,12})? (?:a )?expiré",
                r"(?:token|sitzung)(?: ist)? abgelaufen",
            ),
            "said-credentials": (
                rf"{_WRONG_RU}{_KEY_RU}|{_KEY_RU}\S{{0,3}} (?:не найден|недействител|не указан|не передан)",
                r"не авторизован|ошибка авторизации",
                rf"{_KEY_ES}(?: de \S{{1,12}})? (?:\S{{1,6}} )?(?:inv[aá]lid|incorrect|no (?:es )?v[aá]lid)",
                rf"{_KEY_PT}(?: de \S{{1,12}})? (?:\S{{1,10}} )?(?:é )?(?:inv[aá]lid|incorret)",
                r"(?:não|no) (?:autorizado|autenticado)|inicie sesión|faça login",
                rf"{_KEY_FR}(?: \S{{1,16}})? (?:est )?(?:invalide|incorrect|manquant)",
                r"non (?:autorisé|authentifié)",
                rf"{_WRONG_DE} {_KEY_DE}|{_KEY_DE}(?: ist)? {_WRONG_DE}|nicht (?:autorisiert|angemeldet)",
                r"令牌(?:无效|错误)|密钥(?:无效|错误|不正确)|签名(?:无效|不正确|验证失败)|身份验证失败",
                r"(?:ak|app|app ?id)(?:不存在|有误|无效)",
                r"認証(?:エラー|失敗)|トークンが無効",
            ),
            "said-permission": (
                r"доступ\S{0,2} (?:\S{1,12} ){0,2}запрещ|нет (?:доступа|прав)|недостаточно прав",
                r"acceso denegado|sin permiso|no tiene permiso",
                r"acesso negado|sem permissão|não tem permissão",
                r"accès (?:refusé|interdit)",
                r"zugriff verweigert|keine berechtigung",
                r"权限不足|没有(?:\S{0,4})权限|禁止访问",
                r"権限がありません",
            ),
            "said-timeout": (
                r"превышен\S{0,3} (?:время|таймаут|тайм-аут)|истекло время",
                r"tiempo de espera|tempo (?:limite|de espera|esgotado)",
                r"délai (?:d'attente )?dépassé",
                r"zeitüberschreitung",
                r"タイムアウト",
            ),
            "said-maintenance": (
                r"техническ\S{1,3} (?:работ|обслуж)",
                r"en mantenimiento|em manutenção",
                r"en maintenance",
                r"wartungs|in wartung",
                r"メンテナンス",
            ),
            "said-capacity": (
                r"перегруж|временно недоступ|(?:сервис|сервер)\S{0,2} недоступ",
                r"sobrecarga|temporalmente no disponible|servicio no disponible",
                r"temporariamente indispon|serviço indispon",
                r"(?:temporairement|service) indisponible",
                r"überlastet|vorübergehend nicht (?:verfügbar|erreichbar)",
                r"过载|负载过高|队列已?满|服务(?:暂)?不可用|稍后(?:再|重)?试",
                r"混雑",
            ),
            "said-not-found": (
                r"не найден|не существует",
                r"no (?:se )?(?:ha )?encontr",
                r"não (?:foi )?encontrad",
                r"introuvable",
                r"nicht gefunden",
                r"未找到|找不到",
                r"見つかりません",
            ),
            "said-internal": (
                r"внутренн\S{0,3} ошибк",
                r"err(?:or|o) interno",
                r"erreur interne",
                r"interner (?:server-?)?fehler",
                r"系统错误|系统内部|服务器(?:内部)?错误",
                r"内部エラー",
            ),
            "said-validation": (
                rf"{_WRONG_RU}(?:параметр|формат|запрос|значени|данн|номер)",
                r"не (?:указан|передан|заполнен)|обязательн\S{0,3} (?:поле|параметр)",
                r"par[aáâ]metro",
                r"(?:campo|valor|formato) (?:\S{1,16} )?(?:obligatori|obrigatóri|inv[aá]lid|requerid)",
                r"paramètre",
                rf"{_WRONG_DE} (?:parameter|wert|format|anfrage)|pflichtfeld",
                r"格式(?:错误|不正确)|不能为空|缺少|必填",
                r"パラメータ",
            ),
        }.items()
    }
)
