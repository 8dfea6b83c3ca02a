"""Texts of errors in languages other than English, each of which only its own words explain."""

from __future__ import annotations

import json

import pytest

from otel_errkind import classify

TEXTS = {
    "said-billing": """
        недостаточно средств | недостаточно денег | не хватает средств | saldo insuficiente
        | fondos insuficientes | fundos insuficientes | solde insuffisant | crédit insuffisant
        | crédits insuffisants
        | nicht genügend guthaben | guthaben aufgebraucht | guthaben ist aufgebraucht | 残高不足 | 残高が不足
        | 잔액 부족 | 잔액이 부족 | yetersiz bakiye | bakiyeniz yetersiz | credito insufficiente
        | saldo tidak cukup | saldo anda tidak mencukupi | không đủ số dư | không đủ tiền
    """,
    "said-rate-limit": """
        일별 트래픽 제한을 넘은 호출
        | слишком много попыток | слишком часто | превышен лимит | превышено количество попыток
        | превышена частота обращений | demasiadas solicitudes | demasiadas peticiones | demasiados intentos
        | demasiadas consultas | muitas requisições | muitas solicitações | muitas consultas
        | trop de requêtes | trop de demandes | trop de tentatives
        | zu viele anfragen | zu viele versuche | リクエストが多い | リクエスト数が多い
        | 요청 횟수 초과 | 한도를 초과 | 트래픽 제한 초과 | çok fazla istek | çok sık sorgu
        | 요청 초과 | 호출 초과 | 트래픽 초과 | 횟수 초과 | 거래건수를 초과 | 제한 초과
        | límite de peticiones superado
        | çok fazla talep | çok fazla deneme
        | 과도한 트래픽 | 과도한 요청 | 과도한 호출
        | troppe richieste | zbyt wiele żądań | zbyt wiele zapytań | terlalu banyak permintaan
        | quá nhiều yêu cầu
    """,
    "said-quota": """
        la cuota fue excedida | a cota foi esgotada | cuota agotada
        | cuota de hoy excedida | kontingent erschöpft | 次数不足 | 次数用完 | 次数已用尽
    """,
    "said-expired": """
        만료된 token | 만료된 토큰 | 만료된 세션 | 만료된 인증
        | токен истек | токен истёк | ключ доступа просрочен | истек срок | истёк срок | срок действия истек
        | срок действия ключа истёк | token de acceso ha expirado | clave caducada | la firma está vencida
        | contraseña expirada | senha expirada | a chave expirou | a chave está vencida | o token expirou
        | le jeton a expiré | session expiré | jeton mobile expiré | token abgelaufen | sitzung ist abgelaufen
        | oturum zaman aşımına uğradı | oturumun süresi doldu | token sona erdi | 토큰이 만료 | 세션 시간 만료
        | token scaduto | sessione scaduta | token telah kedaluwarsa | sesi sudah kedaluwarsa
        | token hết hạn | phiên đã hết hạn | 인증이 만료
    """,
    "said-credentials": """
        인증키가 유효하지 않습니다 | 인증 키가 잘못 | 토큰이 등록되지 않은 | api bilgileri bulunamadı
        | api anahtarı eksik | api anahtarı hatalı | api anahtarı geçersiz | api bilgileri hatalı
        | api bilgisi geçersiz
        | неверный токен | неправильный пароль | недействительный ключ | некорректный логин | неверная подпись
        | недопустимый api key | неверный api_id | неверный ваш ключ | токен не найден | пароль недействителен
        | ключ не указан | ключ не передан | пользователь не авторизован | ошибка авторизации
        | неавторизованное обращение
        | 승인되지 않은 키 | 등록되지 않은 서비스 키 | 유효하지 않은 토큰 | 등록되지 않은 key
        | 승인되지 않은 ip
        | 유효하지 않은 키 | 유효하지 않은 key | geçersiz imza | geçersiz token | geçersiz api key
        | password non valida | firma non valida | token non valida
        | token inválido | token invalido | clave incorrecta | la clave no válida | la clave no es válida
        | contraseña inválida | credenciales inválidas | api key inválida | firma inválida
        | clave de acceso inválida | clave es inválida | token no es válido | credencial no válida
        | chave inválida | senha incorreta
        | credencial informada inválida | assinatura inválida | chave de api inválida | a senha é inválida
        | não autorizado | não autenticado | no autorizado | no autenticado | inicie sesión | faça login
        | jeton invalide | clé incorrecte | mot de passe incorrect | identifiant manquant
        | signature est invalide | clé api invalide | non autorisé | non authentifié
        | ungültiges token | falscher schlüssel | fehlender api-key | fehlender api schlüssel
        | falsches kennwort | falsches passwort | ungültige zugangsdaten | passwort falsch
        | schlüssel ist ungültig | nicht autorisiert | nicht angemeldet | 令牌无效 | 令牌错误 | 密钥无效
        | 密钥错误 | 密钥不正确 | 签名无效 | 签名不正确 | 签名验证失败 | 身份验证失败 | ak不存在 | app有误
        | 非法的请求凭证 | 无效凭据 | 错误的凭证 | 凭证无效 | 凭据错误 | 凭证过期
        | app id无效 | appid不存在 | 認証エラー | 認証失敗 | トークンが無効
        | 인증오류 | 인증 에러 | 인증 정보가 없습니다 | geçersiz anahtar | hatalı şifre | yanlış kullanıcı adı
        | parola geçersiz | kullanıcı adı veya şifre hatalı | kimlik doğrulama | giriş yapın
        | token non valido | chiave non valida | credenziali non valide | non autorizzato
        | nieprawidłowy klucz | nieprawidłowy token | nieprawidłowe hasło | nieautoryzowany | kata sandi salah
        | token tidak sah | kunci tidak valid | không được phép | không được xác thực
    """,
    "said-permission": """
        доступ запрещен | доступа к методу запрещено | нет доступа | нет прав | недостаточно прав
        | acceso denegado | sin permiso | no tiene permiso | acesso negado | sem permissão
        | não tem permissão | accès refusé | accès interdit | zugriff verweigert | keine berechtigung
        | 权限不足 | 没有权限 | 没有访问权限 | 禁止访问 | 権限がありません
        | 被禁用
        | 권한이 없습니다 | yetkiniz yok | yetkisi yok | yetki bulunmuyor | yetkisiz | erişim reddedildi
        | erişiminiz engellendi | accesso negato | brak dostępu | brak uprawnień | akses ditolak
        | từ chối truy cập
    """,
    "said-timeout": """
        превышено время | превышен таймаут | превышен тайм-аут | истекло время | tiempo de espera
        | tempo limite | tempo de espera | tempo esgotado | délai dépassé | délai d'attente dépassé
        | zeitüberschreitung | タイムアウト
    """,
    "said-maintenance": """
        технические работы | техническое обслуживание | en mantenimiento | em manutenção | en maintenance
        | wartungsarbeiten | in wartung | メンテナンス | 점검 중 | 시스템 점검 | bakım çalışması | bakım modu
        | bakımda | in manutenzione | przerwa techniczna | sedang dalam pemeliharaan | đang bảo trì
    """,
    "said-capacity": """
        перегружен | временно недоступен | сервис недоступен | сервер недоступен | sobrecarga
        | temporalmente no disponible | servicio no disponible | temporariamente indisponível
        | serviço indisponível | temporairement indisponible | service indisponible | überlastet
        | vorübergehend nicht verfügbar | vorübergehend nicht erreichbar | 过载 | 负载过高 | 队列满 | 队列已满
        | 服务不可用 | 服务暂不可用 | 稍后再试 | 稍后重试 | 稍后试 | 混雑
        | geçici olarak kullanılamıyor | geçici olarak hizmet dışı | daha sonra tekrar deneyin
        | temporaneamente non disponibile | tymczasowo niedostępny | tidak tersedia untuk sementara
    """,
    "said-not-found": """
        не найден | не существует | no encontrado | no se encontró | no se ha encontrado | não encontrado
        | não foi encontrado | introuvable | nicht gefunden | 未找到 | 找不到 | 見つかりません
        | nao encontrado | nao foi encontrada | 존재하지 않 | 찾을 수 없
        | 데이타가 없습니다 | 데이터 없음 | bulunamadı | mevcut değil
        | non trovato | nie znaleziono | tidak ditemukan | không tìm thấy
    """,
    "said-internal": """
        внутренняя ошибка | error interno | erro interno | erreur interne | interner fehler
        | interner serverfehler | interner server-fehler | 系统错误 | 系统内部 | 服务器错误 | 服务器内部错误
        | 内部エラー
        | 서버 오류 | 시스템 에러 | sunucu hatası | sistem hatası | beklenmeyen bir hata | errore interno
        | błąd wewnętrzny | kesalahan internal | kesalahan server | lỗi hệ thống | lỗi máy chủ
    """,
    "said-conflict": """
        уже существует | уже зарегистрирован | уже используется | ya existe | ya está registrado
        | comprobante existente | duplicado | ya en proceso | já existe | já está cadastrado | existe déjà
        | déjà utilisé | existiert bereits | bereits vorhanden | zaten var | zaten mevcut | zaten kayıtlı
        | 已存在 | 重复 | 重複 | 既に存在 | 이미 존재 | 이미 등록 | 중복
    """,
    "said-validation": """
        필드의 부적절한 값
        | неверный параметр | некорректный формат | недопустимый запрос | неправильное значение
        | неверные данные | неверный номер | не указан адрес | не передан адрес | не заполнен адрес
        | обязательное поле | обязательный параметр | parametro | parámetro | parâmetro | campo obligatorio
        | campo obrigatório | valor inválido | formato invalido | campo requerido | campo cpf inválido
        | valor total obrigatório | valor requerido | formato obligatorio
        | cnpj inválido | región invalida | cpf não informado | região não informada | rut no informado
        | dirección no informada
        | paramètre | ungültiger parameter | fehlender wert | falsches format | ungültige anfrage
        | pflichtfeld | 格式错误 | 格式不正确 | 不能为空 | 缺少 | 必填 | パラメータ
        | 글자 수 초과
        | 필수 | 파라미터 | 유효하지 않은 값 | 형식이 | zorunlu alan | boş olamaz | geçersiz parametre
        | hatalı değer | geçersiz format | yanlış istek | hatalı veri | campo obbligatorio
        | parametro non valido | valore inserito non valido | wymagane pole | nieprawidłowy numer
        | wajib diisi | không hợp lệ
    """,
}


@pytest.mark.parametrize("saying", TEXTS)
def test_texts(saying: str) -> None:
    """Where no code explains an error, its text does, in whatever case it is written."""
    texts = [text.strip() for text in TEXTS[saying].split("|")]

    infos = [
        classify(status_code=200, body=json.dumps({"success": False, "message": shown}))
        for text in texts
        for shown in (text, text.upper())
    ]

    assert {info.rule for info in infos if info} == {f"phrase:{saying}"}
    assert all(infos)


@pytest.mark.parametrize(
    "text",
    ["die erwartung war anders", "все хорошо", "todo en orden", "tout va bien", "非常好"],
    ids=["german", "russian", "spanish", "french", "chinese"],
)
def test_texts_of_nothing(text: str) -> None:
    """Other texts explain nothing."""
    info = classify(status_code=200, body=json.dumps({"success": False, "message": text}))

    assert info is not None
    assert info.category == "unknown"
