;;; Drives a policy in Emacs with eglot, and writes what it saw as JSON. Arguments come in the environment.  -*- lexical-binding: t -*-
(require 'eglot)
(require 'flymake)
(require 'json)

(define-derived-mode nbroute-mode prog-mode "nbroute"
  (setq-local comment-start "# "))
(add-to-list 'auto-mode-alist '("\\.nbroute\\'" . nbroute-mode))
(add-to-list 'eglot-server-programs
             `(nbroute-mode . (,(getenv "NBROUTE_NODE") ,(getenv "NBROUTE_CLI") "lsp" "--stdio")))
(setq eglot-sync-connect 10
      eglot-confirm-server-initiated-edits nil
      flymake-no-changes-timeout 0.1)

(defun wait-for (what look)
  (let ((deadline (+ (float-time) 10)) found)
    (while (not (or (setq found (funcall look)) (> (float-time) deadline)))
      (accept-process-output nil 0.05))
    (or found (error "never: %s" what))))

(defun ask (method line character &rest more)
  (jsonrpc-request (eglot-current-server) method
                   (append (list :textDocument (eglot--TextDocumentIdentifier)
                                 :position (list :line line :character character))
                           more)))

(let (out)
  (condition-case problem
      (progn
        (find-file (getenv "NBROUTE_FILE"))
        (apply #'eglot--connect (eglot--guess-contact))
        (wait-for "the server" (lambda () (eglot-current-server)))
        (unless (eglot-managed-p) (eglot--maybe-activate-editing-mode))
        (flymake-mode 1)
        (push (cons 'diagnostics
                    (mapcar (lambda (each) (format "%s" (flymake-diagnostic-text each)))
                            (wait-for "diagnostics" (lambda () (flymake-start) (flymake-diagnostics)))))
              out)
        (push (cons 'hover (plist-get (plist-get (ask :textDocument/hover 3 8) :contents) :value)) out)
        (push (cons 'completion
                    (mapcar (lambda (each) (plist-get each :label))
                            (plist-get (ask :textDocument/completion 3 6) :items)))
              out)
        (goto-char (point-min))
        (search-forward "on-prem")
        (backward-char 2)
        (eglot-rename "cellar")
        (eglot-format-buffer)
        (push (cons 'text (buffer-string)) out)
        (set-buffer-modified-p nil)
        (eglot-shutdown (eglot-current-server)))
    (error (push (cons 'error (error-message-string problem)) out)))
  (with-temp-file (getenv "NBROUTE_OUT") (insert (json-encode out))))
(kill-emacs 0)
