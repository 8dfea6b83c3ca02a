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
_WRONG_TR = r"(?:geçersiz|hatal[ıi]|yanl[ıi]ş)"
_KEY_TR = r"(?:anahtar|şifre|parola|token|kullan[ıi]c[ıi] ad[ıi]|imza|api[ -]?key)\S{0,4}"
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
                r"잔액(?:이)? ?부족",
                r"yetersiz bakiye|bakiye\S{0,4} yetersiz",
                r"credito insufficiente",
                r"saldo (?:anda )?tidak (?:cukup|mencukupi)",
                r"không đủ (?:số dư|tiền)",
            ),
            "said-rate-limit": (
                r"слишком (?:много|част)|превышен\S{0,3} (?:лимит|количеств|частот)",
                r"demasiad[ao]s (?:solicitudes|peticiones|intentos|consultas)|límite de peticiones",
                r"muitas (?:requisições|solicitações|consultas)",
                r"trop de (?:requêtes|demandes|tentatives)",
                r"zu viele (?:anfragen|versuche)",
                r"リクエスト(?:数)?が多",
                r"(?:요청|호출|트래픽|한도|횟수|건수|제한)\S{0,6} ?(?:\S{1,6} )?초과",
                r"과도한 (?:트래픽|요청|호출)|트래픽 제한",
                r"çok (?:fazla|s[ıi]k) (?:istek|talep|deneme|sorgu)",
                r"troppe richieste",
                r"zbyt wiele (?:żądań|zapytań)",
                r"terlalu banyak permintaan",
                r"quá nhiều yêu cầu",
            ),
            "said-quota": (
                r"(?:cuota|cota)(?: \S{1,16}){0,2} (?:excedid|esgotad|agotad)",
                r"kontingent",
                r"次数(?:已?用[完尽]|不足)",
            ),
            "said-expired": (
                rf"{_KEY_RU}\S{{0,3}}(?: доступа)? (?:ист[её]к|просроч)",
                r"ист[её]к\S{0,3} срок|срок (?:\S{1,16} ){1,2}ист[её]к",
                rf"{_KEY_ES}(?: de \S{{1,12}})? (?:\S{{1,6}} )?(?:expirad|caducad|vencid)",
                rf"{_KEY_PT}(?: de \S{{1,12}})? (?:\S{{1,10}} )?(?:expirad|expirou|vencid)",
                r"(?:jeton|session)(?: \S{1,12})? (?:a )?expiré",
                r"(?:token|sitzung)(?: ist)? abgelaufen",
                r"(?:oturum|token)\S{0,4} (?:\S{1,12} )?(?:zaman ?aş[ıi]m|sona er|süresi dol)",
                r"(?:토큰|세션|인증)\S{0,2} ?(?:\S{1,6} )?만료|만료된 (?:token|토큰|세션|인증)",
                r"(?:token|sessione) scadut",
                r"(?:token|sesi) (?:telah |sudah )?kedaluwarsa",
                r"(?:token|phiên) (?:đã )?hết hạn",
            ),
            "said-credentials": (
                rf"{_WRONG_RU}{_KEY_RU}|{_KEY_RU}\S{{0,3}} (?:не найден|недействител|не указан|не передан)",
                r"не ?авторизован|ошибка авторизации",
                rf"{_KEY_ES}(?: de \S{{1,12}})? (?:\S{{1,6}} )?(?:inv[aá]lid|incorrect|no (?:es )?v[aá]lid)",
                rf"{_KEY_PT}(?: de \S{{1,12}})? (?:\S{{1,10}} )?(?:é )?(?:inv[aá]lid|incorret)",
                r"(?:não|no) (?:autorizado|autenticado)|inicie sesión|faça login",
                rf"{_KEY_FR}(?: \S{{1,16}})? (?:est )?(?:invalide|incorrect|manquant)",
                r"non (?:autorisé|authentifié)",
                rf"{_WRONG_DE} {_KEY_DE}|{_KEY_DE}(?: ist)? {_WRONG_DE}|nicht (?:autorisiert|angemeldet)",
                r"令牌(?:无效|错误)|密钥(?:无效|错误|不正确)|签名(?:无效|不正确|验证失败)|身份验证失败",
                r"(?:ak|app|app ?id)(?:不存在|有误|无效)",
                r"(?:非法|无效|错误)\S{0,4}凭[证据]|凭[证据](?:无效|错误|过期)",
                r"認証(?:エラー|失敗)|トークンが無効",
                r"(?:승인|등록)되지 않은 (?:\S{1,8} ?)?(?:키|key|ip)",
                r"유효하지 않은 (?:\S{1,8} ?)?(?:키|key|토큰)|인증 ?(?:오류|에러|정보)",
                r"(?:인증 ?키|토큰)\S{0,2} (?:유효하지|잘못|등록되지)",
                rf"{_WRONG_TR} {_KEY_TR}|{_KEY_TR}(?: veya \S{{1,12}})? {_WRONG_TR}|kimlik doğrula|giriş yap",
                r"api (?:bilgi|anahtar)\S{0,5} (?:bulunamad|eksik|hatal[ıi]|geçersiz)",
                r"(?:token|chiave|password|credenziali|firma) non valid|non autorizzat",
                r"nieprawidłow\S{1,3} (?:klucz|token|hasło)|nieautoryzowan",
                r"kata sandi salah|(?:token|kunci) tidak (?:sah|valid)",
                r"không được (?:phép|xác thực)",
            ),
            "said-permission": (
                r"доступ\S{0,2} (?:\S{1,12} ){0,2}запрещ|нет (?:доступа|прав)|недостаточно прав",
                r"acceso denegado|sin permiso|no tiene permiso",
                r"acesso negado|sem permissão|não tem permissão",
                r"accès (?:refusé|interdit)",
                r"zugriff verweigert|keine berechtigung",
                r"被禁用|权限不足|没有(?:\S{0,4})权限|禁止访问",
                r"権限がありません",
                r"권한이 없",
                r"yetki(?:niz|si)? (?:yok|bulunm)|yetkisiz|erişim(?:iniz)? (?:reddedildi|engellen)",
                r"accesso negato",
                r"brak (?:dostępu|uprawnień)",
                r"akses ditolak",
                r"từ chối truy cập",
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
                r"점검 ?중|시스템 점검",
                r"bak[ıi]m (?:çal[ıi]şma|mod)|bak[ıi]mda",
                r"in manutenzione",
                r"przerwa techniczna",
                r"sedang dalam pemeliharaan",
                r"đang bảo trì",
            ),
            "said-capacity": (
                r"перегруж|временно недоступ|(?:сервис|сервер)\S{0,2} недоступ",
                r"sobrecarga|temporalmente no disponible|servicio no disponible",
                r"temporariamente indispon|serviço indispon",
                r"(?:temporairement|service) indisponible",
                r"überlastet|vorübergehend nicht (?:verfügbar|erreichbar)",
                r"过载|负载过高|队列已?满|服务(?:暂)?不可用|稍后(?:再|重)?试",
                r"混雑",
                r"geçici olarak (?:kullan[ıi]lam|hizmet)|daha sonra tekrar",
                r"temporaneamente non disponibile",
                r"tymczasowo niedostępn",
                r"tidak tersedia untuk sementara",
            ),
            "said-not-found": (
                r"не найден|не существует",
                r"no (?:se )?(?:ha )?encontr",
                r"n[aã]o (?:foi )?encontrad",
                r"introuvable",
                r"nicht gefunden",
                r"未找到|找不到",
                r"見つかりません",
                r"존재하지 않|찾을 수 없|데이[타터]\S{0,2} ?없",
                r"bulunamad|mevcut değil",
                r"non trovat",
                r"nie znaleziono",
                r"tidak ditemukan",
                r"không tìm thấy",
            ),
            "said-internal": (
                r"внутренн\S{0,3} ошибк",
                r"err(?:or|o) interno",
                r"erreur interne",
                r"interner (?:server-?)?fehler",
                r"系统错误|系统内部|服务器(?:内部)?错误",
                r"内部エラー",
                r"(?:서버|시스템) ?(?:오류|에러)",
                r"(?:sunucu|sistem) hatas[ıi]|beklenmeyen bir hata",
                r"errore interno",
                r"błąd wewnętrzny",
                r"kesalahan (?:internal|server)",
                r"lỗi (?:hệ thống|máy chủ)",
            ),
            "said-conflict": (
                r"уже (?:существует|зарегистрирован|использ)",
                r"ya (?:existe|está registrad|en proceso)|existente|duplicad",
                r"já (?:existe|está cadastrad)",
                r"existe déjà|déjà utilisé",
                r"existiert bereits|bereits vorhanden",
                r"zaten (?:var|mevcut|kay[ıi]tl[ıi])",
                r"已存在|重复",
                r"重複|既に存在",
                r"이미 (?:존재|등록)|중복",
            ),
            "said-validation": (
                rf"{_WRONG_RU}(?:параметр|формат|запрос|значени|данн|номер)",
                r"не (?:указан|передан|заполнен)|обязательн\S{0,3} (?:поле|параметр)",
                r"par[aáâ]metro|[^ ] inv[aá]lid[ao]|não informad[ao]|no informad[ao]",
                r"(?:campo|valor|formato) (?:\S{1,16} )?(?:obligatori|obrigatóri|inv[aá]lid|requerid)",
                r"paramètre",
                rf"{_WRONG_DE} (?:parameter|wert|format|anfrage)|pflichtfeld",
                r"格式(?:错误|不正确)|不能为空|缺少|必填",
                r"パラメータ",
                r"필수|초과|파라미터|유효하지 않은|형식이|부적절한",
                rf"zorunlu|boş olamaz|{_WRONG_TR} (?:parametre|değer|format|istek|veri)",
                r"(?:campo|valore) (?:\S{1,16} )?(?:obbligatori|non valid)",
                r"wymagan|nieprawidłow",
                r"wajib diisi",
                r"không hợp lệ",
            ),
        }.items()
    }
)
